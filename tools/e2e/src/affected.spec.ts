import { copyWorkspace, type WorkspaceCopy } from './support/workspace-copy';

// Each row runs the real nx twice.
jest.setTimeout(300_000);

interface Commit {
  readonly what: string;
  readonly change: (workspace: WorkspaceCopy) => void;
  /** The projects that Nx runs `migrate-check-revisions` for. */
  readonly checks: readonly string[];
  /** Whether the outcome is replayed from the cache: nothing that it depends on has changed. */
  readonly replayed?: boolean;
  /** The target fails, as the commit asks it to. */
  readonly fails?: boolean;
}

const USER = 'libs/analytics-core/src/entities/user.ts';
const BILLING = `import { defineConfig } from '@plumbline/engine';

export default defineConfig({
  dialects: ['sqlite'],
  environments: { development: { url: 'sqlite:///./billing.db' } },
});
`;
const REVISION = `export const revision = 'b111';
export const downRevision = null;
export function upgrade(op: { execute(sql: string): void }): void {
  op.execute('SELECT 1');
}
export function downgrade(): void {
  // Nothing to do.
}
`;

const COMMITS: readonly Commit[] = [
  {
    what: 'an entity is given a column, and no revision',
    change: (workspace) =>
      workspace.edit(
        USER,
        '  @Column(instant({ nullable: true }))',
        "  @Column({ type: 'varchar', length: 9, nullable: true })\n  pet!: string | null;\n\n  @Column(instant({ nullable: true }))",
      ),
    checks: ['db'],
    fails: true,
  },
  {
    what: 'a comment in a file that the entities import',
    change: (workspace) =>
      workspace.write(
        'libs/analytics-core/src/database/snake-case.ts',
        `${workspace.read('libs/analytics-core/src/database/snake-case.ts')}// a comment\n`,
      ),
    checks: ['db'],
  },
  {
    what: 'a test of the entities',
    change: (workspace) =>
      workspace.write('libs/analytics-core/src/entities/new.spec.ts', "it('is', () => undefined);\n"),
    checks: ['db'],
    replayed: true,
  },
  {
    what: 'a revision is added to the second database',
    change: (workspace) => workspace.write('billing/versions/1_b111_first.ts', REVISION),
    checks: ['billing-db'],
  },
  {
    what: 'the service, which the schema does not depend on',
    change: (workspace) =>
      workspace.write(
        'apps/analytics-api/src/main.ts',
        `${workspace.read('apps/analytics-api/src/main.ts')}// a comment\n`,
      ),
    checks: [],
  },
  {
    what: 'the docs',
    change: (workspace) => workspace.write('docs/revisions.md', '# Revisions\n'),
    checks: [],
  },
  {
    what: 'the engine',
    change: (workspace) =>
      workspace.write(
        'libs/engine/src/kernel/ordering.ts',
        `${workspace.read('libs/engine/src/kernel/ordering.ts')}// a comment\n`,
      ),
    checks: ['billing-db', 'db'],
  },
];

describe('nx affected, with two databases in one workspace', () => {
  let workspace: WorkspaceCopy;

  beforeAll(async () => {
    workspace = copyWorkspace();
    workspace.write('billing/project.json', '{ "name": "billing-db", "projectType": "library" }');
    workspace.write('billing/plumbline.config.ts', BILLING);
    workspace.write('billing/versions/.gitkeep', '');
    commit('a second database');
    // What is replayed later must have run once.
    await check();
  });
  afterAll(() => workspace.remove());

  function commit(message: string): void {
    workspace.git('add', '--all');
    workspace.git('commit', '--quiet', '--message', message);
  }

  async function check(): Promise<{ readonly code: number; readonly output: string }> {
    return workspace.nx('run-many', '-t', 'migrate-check-revisions', '--output-style=static');
  }

  it.each(COMMITS)('$what: $checks', async ({ what, change, checks, replayed = false, fails = false }) => {
    change(workspace);
    commit(what);
    const range = ['--base=HEAD~1', '--head=HEAD'];
    const listed = await workspace.nx('show', 'projects', '--affected', ...range, '--json');
    const affected = JSON.parse(listed.output.slice(listed.output.indexOf('['))) as string[];
    expect(affected.filter((name) => name === 'db' || name === 'billing-db').sort()).toEqual(checks);

    const { code, output } = await workspace.nx(
      ...['affected', '-t', 'migrate-check-revisions', ...range, '--output-style=static'],
    );
    expect({ what, failed: code !== 0 }).toEqual({ what, failed: fails });
    const ran = [...output.matchAll(/^> nx run ([\w-]+):migrate-check-revisions(.*)$/gm)];
    expect([...new Set(ran.map(([, project]) => project))].sort()).toEqual(checks);
    expect(ran.some(([line]) => line.includes('cache'))).toBe(replayed);
    if (fails) {
      expect(output).toContain('add column users.pet');
      workspace.git('revert', '--no-edit', 'HEAD');
    }
  });
});
