import Database from 'better-sqlite3';
import { Client } from 'pg';
import { join } from 'node:path';
import { createPostgresDatabase } from '@plumbline/testing';
import { copyWorkspace, type WorkspaceCopy } from './support/workspace-copy';

// Each step runs the real nx, several times.
jest.setTimeout(300_000);

const ENTITIES = 'libs/analytics-core/src/entities';

/** Queries of the test's own, on a connection of its own. */
type Query = (sql: string) => Promise<readonly Record<string, unknown>[]>;

interface Target {
  readonly variables: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly end: () => Promise<void>;
}

async function postgresTarget(): Promise<Target> {
  const database = await createPostgresDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return {
    variables: { DATABASE_URL: database.url },
    query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    end: async () => {
      await client.end();
      await database.drop();
    },
  };
}

/** The embedded default: no variable at all. */
async function sqliteTarget(workspace: () => WorkspaceCopy): Promise<Target> {
  const open = (): Database.Database => new Database(join(workspace().folder, 'migrations/analytics.db'));
  return {
    variables: {},
    query: async (sql) => {
      const database = open();
      try {
        const statement = database.prepare(sql);
        if (statement.reader) return statement.all() as Record<string, unknown>[];
        statement.run();
        return [];
      } finally {
        database.close();
      }
    },
    end: async () => undefined,
  };
}

/** Five changes that a developer makes in an afternoon. */
function editEntities(workspace: WorkspaceCopy): void {
  const user = `${ENTITIES}/user.ts`;
  workspace.edit(
    user,
    '  @Column(instant({ nullable: true }))',
    "  @Column({ type: 'varchar', length: 40, default: 'en' })\n  locale!: string;\n\n  @Column(instant({ nullable: true }))",
  );
  workspace.edit(
    `${ENTITIES}/product.ts`,
    "@Column({ type: 'varchar', length: 50 })",
    "@Column({ type: 'varchar', length: 100 })",
  );
  workspace.edit(`${ENTITIES}/event.ts`, "@Index(['name', 'occurredAt'])\n", '');
  workspace.edit(
    `${ENTITIES}/api-key.ts`,
    "['active', 'suspended', 'revoked']",
    "['active', 'suspended', 'revoked', 'expired']",
  );
  workspace.write(
    `${ENTITIES}/invitation.ts`,
    `import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { User } from './user';

@Entity('invitations')
export class Invitation {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 255 })
  email!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn()
  invitedBy!: Relation<User>;
}
`,
  );
  workspace.edit(
    `${ENTITIES}/all-entities.ts`,
    "import { Event } from './event';",
    "import { Event } from './event';\nimport { Invitation } from './invitation';",
  );
  workspace.edit(`${ENTITIES}/all-entities.ts`, '  Event,\n', '  Event,\n  Invitation,\n');
}

describe.each([
  { name: 'PostgreSQL', create: postgresTarget, isDefault: false },
  { name: 'SQLite, the embedded default', create: sqliteTarget, isDefault: true },
])('a developer edits entities, on $name', ({ create, isDefault }) => {
  let workspace: WorkspaceCopy;
  let target: Target;
  let before: readonly string[];

  const nx = async (...args: readonly string[]): Promise<string> => {
    const { code, output } = await workspace.nx(...args);
    if (code !== 0) throw new Error(`nx ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  };

  beforeAll(async () => {
    target = await create(() => workspace);
    workspace = copyWorkspace(target.variables);
    before = workspace.revisions();
  });
  afterAll(async () => {
    await target.end();
    workspace.remove();
  });

  it('applies the revisions of the repository; the entities agree with them', async () => {
    expect(await nx('run', 'db:migrate-upgrade')).toContain('Applied 3 revisions');
    expect(await nx('run', 'db:migrate-check')).toContain('Clean');
    await target.query("INSERT INTO users (email, name) VALUES ('ada@example.org', 'Ada')");
    await target.query("INSERT INTO organisations (name, slug) VALUES ('Engine Works', 'engine-works')");
    await target.query("INSERT INTO products (organisation_id, name) VALUES (1, 'Loom')");
    expect(await nx('g', 'migration', 'nothing', '--dry-run')).toContain('Nothing to do');
    editEntities(workspace);
  });

  // What is asked of Nx, and not of the database, is asked once.
  if (isDefault) {
    it('says what would be written, and writes nothing, with --dry-run', async () => {
      const output = await nx('g', 'migration', 'an afternoon', '--dry-run');
      expect(output).toMatch(/CREATE migrations\/versions\/\d{8}-\d{4}_[0-9a-f]{12}_an_afternoon\.ts/);
      expect(workspace.revisions()).toEqual(before);
    });

    it('fails the check until there is a revision', async () => {
      const { code, output } = await workspace.nx('run', 'db:migrate-check');
      expect(code).not.toBe(0);
      expect(output).toContain('add column users.locale');
    });

    it('writes the same file through the generator and through the target', async () => {
      const written = async (...args: readonly string[]): Promise<string> => {
        await nx(...args);
        const [name = ''] = workspace.revisions().filter((revision) => !before.includes(revision));
        const path = `migrations/versions/${name}`;
        const text = workspace.read(path);
        workspace.delete(path);
        return `${name.replace(/^[\d-]+/, '')}\n${text.replace(/^ \* Created: .*$/m, '')}`;
      };
      const generated = await written('g', 'migration', 'an afternoon', '--rev-id=012345678901');
      const created = await written(
        'run',
        'db:migrate-create',
        '--message',
        'an afternoon',
        '--rev-id=012345678901',
      );
      expect(generated).toContain("export const revision = '012345678901';");
      expect(created).toBe(generated);
    });
  }

  it('writes one revision for all of it, applies it, and then finds nothing', async () => {
    await nx('g', 'migration', 'an afternoon');
    expect(workspace.revisions()).toHaveLength(before.length + 1);
    await nx('run', 'db:migrate-upgrade');
    expect(await nx('run', 'db:migrate-check')).toContain('Clean');
    expect(await target.query('SELECT u.name, u.locale, p.name AS product FROM users u, products p')).toEqual(
      [{ name: 'Ada', locale: 'en', product: 'Loom' }],
    );
    await target.query(`UPDATE products SET name = '${'x'.repeat(50)}'`);
    await target.query("INSERT INTO invitations (email, invited_by_id) VALUES ('grace@example.org', 1)");
  });

  it('undoes it, with the rows that were there', async () => {
    expect(await nx('run', 'db:migrate-downgrade', '--', '--revision=-1')).toContain('Undid 1 revision');
    expect(await target.query('SELECT u.name, p.name AS product FROM users u, products p')).toEqual([
      { name: 'Ada', product: 'x'.repeat(50) },
    ]);
    expect(await nx('run', 'db:migrate-upgrade', '--', '--revision=+1')).toContain('Applied 1 revision');
    expect(await nx('run', 'db:migrate-check')).toContain('Clean');
  });

  it('goes down to base and up again', async () => {
    expect(await nx('run', 'db:migrate-downgrade', '--', '--revision=base')).toContain(
      `Undid ${before.length + 1} revisions`,
    );
    expect(await nx('run', 'db:migrate-upgrade')).toContain(`Applied ${before.length + 1} revisions`);
    expect(await nx('run', 'db:migrate-current')).toContain('head');
  });
});
