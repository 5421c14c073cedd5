import { createProject, revisionFile, type Outcome, type TestProject } from './project';

/** The configuration of a project on SQLite alone, with a second environment beside the default one. */
export const SQLITE_CONFIG = `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dialects: ['sqlite'],
  environments: {
    development: { url: 'sqlite:///./development.db' },
    staging: { url: 'sqlite:///./staging.db' },
    production: { url: env('PRODUCTION_URL') },
  },
});
`;

/** What a revision of a test is, by its id. */
export interface Node {
  readonly down: string | readonly string[] | null;
  readonly labels?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly upgrade?: string;
  readonly downgrade?: string;
}

/** A project on SQLite with these revisions; each makes a table called as itself unless it says otherwise. */
export function createBranches(
  nodes: Readonly<Record<string, Node>>,
  config = SQLITE_CONFIG,
  inProcess = true,
): TestProject {
  const project = createProject({ inProcess });
  project.write('plumbline.config.ts', config);
  for (const [index, [id, node]] of Object.entries(nodes).entries()) {
    project.write(`versions/${index + 1}_${id}.ts`, textOf(id, node));
  }
  return project;
}

function textOf(id: string, { down, labels = [], dependsOn = [], ...node }: Node): string {
  const columns = "{ columns: [{ name: 'id', type: 'integer' }] }";
  const upgrade = node.upgrade ?? `op.createTable('${id}', ${columns});`;
  const downgrade =
    node.downgrade ?? (node.upgrade === undefined ? `op.dropTable('${id}', ${columns});` : '');
  return revisionFile(id, 'DOWN', upgrade, downgrade)
    .replace('Revises: DOWN', `Revises: ${[down ?? '<base>'].flat().join(', ')}`)
    .replace("'DOWN'", JSON.stringify(down).replaceAll('"', "'"))
    .replace('branchLabels: string[] = []', `branchLabels: string[] = ${JSON.stringify(labels)}`)
    .replace('dependsOn: string[] = []', `dependsOn: string[] = ${JSON.stringify(dependsOn)}`);
}

/** The JSON document of a command that went well. */
export async function document(run: Promise<Outcome>): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run;
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The error of a command that did not, by `--json`. */
export async function failure(
  run: Promise<Outcome>,
): Promise<{ code: string; exitCode: number; data: unknown }> {
  const { code, stdout } = await run;
  const { error } = JSON.parse(stdout) as { error: { code: string; exitCode: number; data: unknown } };
  if (error.exitCode !== code) throw new Error(`exit code ${code} for ${JSON.stringify(error)}`);
  return { code: error.code, exitCode: error.exitCode, data: error.data };
}

/** The ids of a list of revisions in a document. */
export function idsOf(list: unknown): readonly string[] {
  return (list as readonly { readonly revision: string }[]).map(({ revision }) => revision);
}
