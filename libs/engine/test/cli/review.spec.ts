import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG, createProject, revisionFile, type TestProject } from '../support/project';

const USERS = `op.createTable('users', {
    columns: [{ name: 'id', type: 'integer' }, { name: 'name', type: 'varchar(50)' }],
    primaryKey: { columns: ['id'] },
  });`;
const RISKY = `op.execute('SELECT 1');

  op.alterColumn('users', {
    from: { name: 'name', type: 'varchar(50)' },
    to: { name: 'name', type: 'varchar(10)' },
  });
  op.dropColumn('users', { name: 'name', type: 'varchar(10)' });`;

describe('review', () => {
  let project: TestProject;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...args], {
      cwd: project.folder,
    }).toString();

  beforeEach(() => {
    project = createProject({ inProcess: true });
    project.write('plumbline.config.ts', CONFIG.replace(/^ *dataSource: .*\n/m, ''));
    project.write('versions/1_aaaa_users.ts', revisionFile('aaaa', null, USERS));
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    git('checkout', '--quiet', '-b', 'work');
  });
  afterEach(() => project.remove());

  it('finds nothing on a branch that adds nothing', async () => {
    const { code, stdout } = await project.plumbline('review');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^No revision since [0-9a-f]{12}; the head is aaaa\.$/m);
  });

  it('shows each new revision, committed or not, in each dialect, and what should be looked at, by its line', async () => {
    project.write('versions/2_bbbb_risky.ts', revisionFile('bbbb', 'aaaa', RISKY));
    const { code, stdout } = await project.plumbline('review', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as {
      readonly revisions: readonly {
        readonly change: string;
        readonly plans: readonly { dialect: string }[];
      }[];
      readonly findings: readonly { readonly title: string; readonly file: string; readonly line: number }[];
    };
    expect(
      report.revisions.map(({ change, plans }) => [change, plans.map(({ dialect }) => dialect)]),
    ).toEqual([['added', ['postgres', 'sqlite']]]);
    const source = project.read('versions/2_bbbb_risky.ts').split('\n');
    const lineOf = (call: string): number => source.findIndex((line) => line.includes(call)) + 1;
    expect(report.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          title: 'Data loss on postgres',
          file: 'versions/2_bbbb_risky.ts',
          line: lineOf('op.dropColumn'),
        }),
        expect.objectContaining({ title: 'Data loss on postgres', line: lineOf('op.alterColumn') }),
      ]),
    );
    git('add', '--all');
    git('commit', '--quiet', '--message', 'second');
    expect((await project.plumbline('review', '--json')).stdout).toBe(stdout);
  });

  it("speaks GitHub's language: annotations on lines, and Markdown that no name can break", async () => {
    project.write('versions/2_bbbb_risky.ts', revisionFile('bbbb', 'aaaa', RISKY));
    const annotations = await project.plumbline('review', '--annotations');
    expect(annotations.stdout).toMatch(
      /^::error file=versions\/2_bbbb_risky\.ts,line=\d+,title=Data loss on postgres::drop column users\.name/m,
    );
    const { stdout } = await project.plumbline('review', '--markdown');
    expect(stdout).toContain('### `bbbb`');
    expect(stdout).toContain('| 🛑 data loss | drop column users.name');
    expect(stdout).toContain('```sql\nSELECT 1;');
  });

  it('refuses what others may have applied: an edited revision, a deleted one, a second head', async () => {
    project.write('versions/1_aaaa_users.ts', revisionFile('aaaa', null, `${USERS} op.execute('SELECT 2');`));
    const edited = await project.plumbline('review', '--annotations');
    expect([edited.code, edited.stdout]).toEqual([
      3,
      expect.stringContaining(
        '::error file=versions/1_aaaa_users.ts,line=1,title=Edited revision::aaaa was there',
      ),
    ]);
    rmSync(join(project.folder, 'versions/1_aaaa_users.ts'));
    project.write('versions/3_cccc_one.ts', revisionFile('cccc', null, ''));
    project.write('versions/3_dddd_two.ts', revisionFile('dddd', null, ''));
    const { code, stdout } = await project.plumbline('review');
    expect(code).toBe(3);
    expect(stdout).toContain('Deleted revision versions/1_aaaa_users.ts:1');
    expect(stdout).toContain('heads are cccc, dddd');
    expect(stdout).toContain('Several heads versions/3_cccc_one.ts:1');
  });

  it('says what to do where git does not know the other branch', async () => {
    const { code, stderr } = await project.plumbline('review', '--since', 'origin/none');
    expect(code).toBe(2);
    expect(stderr).toContain("git knows no common ancestor of 'origin/none' and HEAD.");
    expect(stderr).toContain('git fetch origin origin/none');
    expect((await project.plumbline('review', '--since', '--output=x')).code).toBe(2);
  });
});
