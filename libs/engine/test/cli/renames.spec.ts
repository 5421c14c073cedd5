import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { runCommand } from '../../src/cli/run-command';
import { connect, type Connected } from '../support/apply';
import { createProject, type TestProject } from '../support/project';

/** A data source with one entity. */
function dataSource(body: string, table = 'users', decorators = ''): string {
  return `import { Column, DataSource, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { RenamedFrom } from '@plumbline/engine';

${decorators}
@Entity('${table}')
class User {
  @PrimaryGeneratedColumn() id!: number;
  ${body}
}
void RenamedFrom;
void Index;
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [User] });
`;
}

const column = (name: string, before = ''): string =>
  `${before} @Index('IX_name') @Column({ type: 'varchar', length: 50 }) ${name}!: string;`;

describe.each(DATABASES)('a rename on $dialect', ({ create }) => {
  let database: TestDatabase;
  let project: TestProject;
  let connected: Connected;

  beforeEach(async () => {
    database = await create();
    project = createProject({
      variables: { DATABASE_URL: database.url },
      insideWorkspace: true,
      inProcess: true,
    });
    project.write('data-source.ts', dataSource(column('name')));
    await project.succeed('revision', '-m', 'users');
    await project.succeed('upgrade');
    connected = await connect(database.url);
    await connected.session.query("INSERT INTO users (name) VALUES ('Ada')");
  });
  afterEach(async () => {
    await connected.session.close();
    project.remove();
    await database.drop();
  });

  const rows = (sql: string): Promise<readonly Record<string, unknown>[]> => connected.session.query(sql);

  async function expectRenamed(expression: string): Promise<void> {
    await project.succeed('upgrade');
    expect(await project.succeed('check')).toContain('Clean');
    expect(await rows(`SELECT ${expression}`)).toEqual([{ name: 'Ada' }]);
    await project.succeed('downgrade');
    expect(await rows('SELECT name FROM users')).toEqual([{ name: 'Ada' }]);
    await project.succeed('upgrade');
    expect(await rows(`SELECT ${expression}`)).toEqual([{ name: 'Ada' }]);
  }

  it('of a column, said by a flag', async () => {
    project.write('data-source.ts', dataSource(column('fullName')));
    const output = await project.succeed('revision', '-m', 'rename', '--rename', 'users.name:fullName');
    expect(output).not.toContain('DATA LOSS');
    await expectRenamed('"fullName" AS name FROM users');
  });

  it('of a column, said by the entity, and no longer said to anybody once it is applied', async () => {
    project.write('data-source.ts', dataSource(column('fullName', "@RenamedFrom('name')")));
    expect(await project.succeed('revision', '-m', 'rename')).not.toContain('DATA LOSS');
    await expectRenamed('"fullName" AS name FROM users');
    expect(await project.succeed('revision', '-m', 'nothing')).toContain('Nothing to do');
  });

  it('of a column, said at a prompt; without one, or by a no, it is none', async () => {
    project.write('data-source.ts', dataSource(column('fullName')));
    const ask = async (answer: boolean): Promise<{ asked: string[]; output: string }> => {
      const asked: string[] = [];
      let output = '';
      await runCommand(
        'revision',
        { message: 'rename', sqlOnly: true },
        {
          cwd: project.folder,
          variables: { DATABASE_URL: database.url },
          stdout: (text) => (output += text),
          stderr: (text) => (output += text),
          colour: false,
          interactive: true,
          confirm: async (question) => {
            asked.push(question);
            return answer;
          },
        },
      );
      return { asked, output };
    };
    const question = 'Is users.fullName the old users.name, renamed?';
    const yes = await ask(true);
    expect(yes.asked).toEqual([question]);
    expect(yes.output).toContain('RENAME COLUMN');
    const no = await ask(false);
    expect(no.asked).toEqual([question]);
    expect(no.output).not.toContain('RENAME COLUMN');
  });

  it('of a table with a column of it, said by a flag and by the entity', async () => {
    project.write('data-source.ts', dataSource(column('fullName'), 'people', "@RenamedFrom('users')"));
    await project.succeed('revision', '-m', 'rename', '--rename', 'people.name:fullName');
    await expectRenamed('"fullName" AS name FROM people');
  });

  it('that nobody spoke of is dropped and added, and what to type is said', async () => {
    project.write('data-source.ts', dataSource(column('fullName')));
    const output = await project.succeed('revision', '-m', 'no rename');
    expect(output).toContain('DATA LOSS');
    expect(output).toContain('--rename users.name:fullName');
  });

  it('that does not apply, or cannot be read, is refused, and nothing is written', async () => {
    project.write('data-source.ts', dataSource(column('fullName')));
    const before = project.versions();
    for (const wrong of [
      'users.nmae:fullName',
      'users.name:full_name',
      'users.name',
      'name:fullName',
      'a.b.c.d:e',
    ]) {
      const { code, stderr } = await project.plumbline('revision', '-m', 'x', '--rename', wrong);
      expect({ wrong, code }).toEqual({ wrong, code: 2 });
      expect(stderr).toContain('error[usage]');
    }
    expect(project.versions()).toEqual(before);
  });
});
