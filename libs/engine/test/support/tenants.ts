import { createPostgresDatabase, createSqliteDatabase, type TestDatabase } from '@plumbline/testing';
import type { TenantResult, TenantsReport } from '../../src/report/report';
import { connect } from './apply';
import { createProject, revisionFile, type Outcome, type TestProject } from './project';

/** Tenants of one kind, with a project of two revisions: each makes a table that is named without a schema. */
export interface Tenants {
  readonly names: readonly string[];
  readonly project: TestProject;
  /** Runs SQL in the place of a tenant, and gives the rows of the last statement. */
  in(tenant: string, sql: string): Promise<readonly Record<string, unknown>[]>;
  remove(): Promise<void>;
}

export const TABLE = (name: string): string =>
  `op.createTable('${name}', { columns: [{ name: 'id', type: 'integer' }], primaryKey: { name: 'PK_${name}', columns: ['id'] } });`;

/** `t01`, `t02` and so on. */
export function tenantNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `t${String(index + 1).padStart(2, '0')}`);
}

export function configWith(tenants: string, environment = ''): string {
  return `import { defineConfig, env } from '@plumbline/engine';
export default defineConfig({
  dialects: ['postgres', 'sqlite'],
  environments: { live: { url: env('DATABASE_URL'), tenants: ${tenants}, ${environment} } },
});
`;
}

/** Schemas of one PostgreSQL database. */
export async function inSchemas(names: readonly string[]): Promise<Tenants> {
  const database = await createPostgresDatabase();
  const project = createProject({ variables: { DATABASE_URL: database.url }, inProcess: true });
  const { session } = await connect(database.url);
  for (const name of names) await session.query(`CREATE SCHEMA "${name}"`);
  return {
    ...begun(project, names, JSON.stringify(names)),
    in: (tenant, sql) => session.query(`SET search_path = "${tenant}"; ${sql}`),
    remove: async () => {
      await session.close();
      await removed(project, database);
    },
  };
}

/**
 * SQLite files, one for each tenant.
 *
 * @param inProcess false where a command has to be a process of its own
 */
export async function inFiles(names: readonly string[], inProcess = true): Promise<Tenants> {
  const database = await createSqliteDatabase();
  const project = createProject({ variables: { DATABASE_URL: database.url }, inProcess });
  const urlOf = (name: string): string => database.url.replace(/[^/]+$/, `${name}.db`);
  const list = names.map((name) => ({ name, url: urlOf(name) }));
  return {
    ...begun(project, names, JSON.stringify(list)),
    in: async (tenant, sql) => {
      const { session } = await connect(urlOf(tenant));
      try {
        return await session.query(sql);
      } finally {
        await session.close();
      }
    },
    remove: () => removed(project, database),
  };
}

function begun(
  project: TestProject,
  names: readonly string[],
  list: string,
): Pick<Tenants, 'project' | 'names'> {
  project.write('plumbline.config.ts', configWith(list));
  for (const [index, id] of ['aaaa', 'bbbb'].entries()) {
    const down = index === 0 ? null : 'aaaa';
    const text = revisionFile(id, down, TABLE(id), `op.execute('DROP TABLE ${id}');`);
    project.write(`versions/${index}_${id}.ts`, text);
  }
  return { project, names };
}

async function removed(project: TestProject, database: TestDatabase): Promise<void> {
  project.remove();
  await database.drop();
}

/** The document of a command that went through tenants, with their results by name. */
export function reportOf({ stdout, stderr }: Outcome): TenantsReport & {
  readonly by: Readonly<Record<string, TenantResult>>;
} {
  if (!stdout.startsWith('{')) throw new Error(`${stdout}${stderr}`);
  const report = JSON.parse(stdout) as TenantsReport;
  return { ...report, by: Object.fromEntries(report.tenants.map((one) => [one.tenant, one])) };
}

/** How many tenants there are of each outcome. */
export function outcomes({ tenants }: TenantsReport): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of tenants) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
