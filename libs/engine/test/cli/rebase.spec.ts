import type { TestProject } from '../support/project';
import { createBranches, document, failure, type Node } from '../support/branches';

const email = "{ name: 'email', type: 'varchar(10)' }";
const ADD = `op.addColumn('aaaa', { name: 'email', type: 'varchar(10)', nullable: true });`;
const WIDEN = `op.alterColumn('aaaa', { from: ${email}, to: { name: 'email', type: 'text' } });`;
const DROP = `op.dropColumn('aaaa', ${email});`;

/** A line of two revisions beside another one, and where it cannot go. */
describe('rebase', () => {
  const projects: TestProject[] = [];
  afterAll(() => projects.forEach((one) => one.remove()));

  function project(nodes: Readonly<Record<string, Node>>): TestProject {
    const created = createBranches(nodes);
    projects.push(created);
    return created;
  }
  const FORK: Readonly<Record<string, Node>> = {
    aaaa: { down: null },
    bbbb: { down: 'aaaa' },
    cccc: { down: 'aaaa' },
    dddd: { down: 'cccc' },
  };

  it('rewrites the header of the first revision of the line, and nothing else', async () => {
    const one = project(FORK);
    const texts = new Map(one.versions().map((name) => [name, one.read(`versions/${name}`)]));
    const report = await document(one.plumbline('rebase', 'cccc', '--onto', 'bbbb', '--json'));
    expect(report).toMatchObject({
      revision: { revision: 'cccc', down: ['bbbb'] },
      from: ['aaaa'],
      to: ['bbbb'],
      changed: true,
      moved: ['cccc', 'dddd'],
      checked: [{ environment: 'development' }, { environment: 'staging' }],
      notChecked: [{ environment: 'production', reason: 'PRODUCTION_URL is not set.' }],
      conflicts: [],
    });
    const wanted = new Map(texts);
    wanted.set(
      '3_cccc.ts',
      (texts.get('3_cccc.ts') ?? '')
        .replace(' * Revises: aaaa\n', ' * Revises: bbbb\n')
        .replace("downRevision = 'aaaa'", "downRevision = 'bbbb'"),
    );
    expect(new Map(one.versions().map((name) => [name, one.read(`versions/${name}`)]))).toEqual(wanted);
    expect((await one.plumbline('upgrade', 'head')).code).toBe(0);
    expect((await one.plumbline('current', '--check-heads')).stdout).toContain('dddd (head, current)');
    expect((await one.plumbline('rebase', 'cccc', '--onto', 'bbbb')).stdout).toMatch(/^Nothing to do/);
  });

  it('makes a root of a line, and a branch of a root', async () => {
    const one = project(FORK);
    expect(await document(one.plumbline('rebase', 'cccc', '--onto', 'base', '--json'))).toMatchObject({
      to: [],
    });
    expect(one.read('versions/3_cccc.ts')).toContain('downRevision = null;');
    expect(one.read('versions/3_cccc.ts')).toContain('Revises: <base>');
    expect((await one.plumbline('rebase', 'cccc', '--onto', 'head-1')).code).toBe(4);
    expect((await one.plumbline('rebase', 'cccc', '--onto', 'bbbb')).code).toBe(0);
    expect((await one.plumbline('heads')).stdout).toMatch(/^dddd \(head\).*\n$/);
  });

  it('refuses a line of which something is applied in an environment, and names it', async () => {
    const one = project(FORK);
    await one.plumbline('upgrade', 'dddd', '--env', 'staging');
    const before = one.read('versions/3_cccc.ts');
    expect(await failure(one.plumbline('rebase', 'cccc', '--onto', 'bbbb', '--json'))).toEqual({
      code: 'applied-line',
      exitCode: 4,
      data: {
        revision: 'cccc',
        applied: [
          expect.objectContaining({ environment: 'staging', revisions: ['cccc', 'dddd'] }) as unknown,
        ],
      },
    });
    expect(one.read('versions/3_cccc.ts')).toBe(before);
    const limited = one.plumbline('rebase', 'cccc', '--onto', 'bbbb', '--env', 'development', '--json');
    expect(await document(limited)).toMatchObject({
      checked: [{ environment: 'development' }],
      notChecked: [],
    });
  });

  it('does not move what an environment may have that it was told to ask and cannot', async () => {
    const one = project(FORK);
    const outcome = one.plumbline('rebase', 'cccc', '--onto', 'bbbb', '--env', 'production', '--json');
    expect(await failure(outcome)).toMatchObject({ code: 'missing-variable' });
    expect(one.read('versions/3_cccc.ts')).toContain("downRevision = 'aaaa'");
  });

  it('says of a database at a revision that no file has that it was not checked', async () => {
    const one = project(FORK);
    one.write('versions/5_eeee.ts', one.read('versions/2_bbbb.ts').replaceAll('bbbb', 'eeee'));
    await one.plumbline('upgrade', 'eeee', '--env', 'staging');
    one.write('versions/5_eeee.ts', one.read('versions/2_bbbb.ts').replaceAll('bbbb', 'ffff'));
    expect(await document(one.plumbline('rebase', 'cccc', '--onto', 'bbbb', '--json'))).toMatchObject({
      checked: [{ environment: 'development' }],
      notChecked: [{ environment: 'staging', reason: 'It is at eeee, which no revision file has.' }, {}],
    });
  });

  it.each<[string, readonly string[], Readonly<Record<string, Node>>]>([
    ['onto-own-line', ['cccc', 'dddd'], FORK],
    ['onto-own-line', ['cccc', 'cccc'], FORK],
    ['ambiguous-parent', ['eeee', 'aaaa'], { ...FORK, eeee: { down: ['bbbb', 'dddd'] } }],
    ['parent-included', ['cccc', 'bbbb'], { ...FORK, eeee: { down: ['bbbb', 'dddd'] } }],
    ['rebase-cycle', ['cccc', 'bbbb'], { ...FORK, bbbb: { down: 'aaaa', dependsOn: ['dddd'] } }],
    ['unknown-revision', ['cccc', 'nothing'], FORK],
    ['multiple-heads', ['heads', 'aaaa'], FORK],
    ['no-revision-named', ['base', 'aaaa'], FORK],
  ])('refuses with %s: %j', async (code, [revision = '', onto = ''], nodes) => {
    const one = project(nodes);
    const texts = one.versions().map((name) => one.read(`versions/${name}`));
    expect(await failure(one.plumbline('rebase', revision, '--onto', onto, '--json'))).toMatchObject({
      code,
      exitCode: 4,
    });
    expect(one.versions().map((name) => one.read(`versions/${name}`))).toEqual(texts);
  });

  it('tells of what the line does to the revisions that now come before it', async () => {
    const one = project({
      aaaa: { down: null },
      bbbb: { down: 'aaaa', upgrade: ADD },
      cccc: { down: 'bbbb', upgrade: WIDEN },
      dddd: { down: 'bbbb', upgrade: DROP },
    });
    const report = await document(one.plumbline('rebase', 'dddd', '--onto', 'cccc', '--json'));
    expect(report).toMatchObject({
      conflicts: [{ first: { revision: 'dddd' }, second: { revision: 'cccc' }, dialects: ['sqlite'] }],
    });
  });
});

describe('merge', () => {
  const projects: TestProject[] = [];
  afterAll(() => projects.forEach((one) => one.remove()));
  const conflicting = (theirs: string): TestProject => {
    const created = createBranches({
      aaaa: { down: null },
      bbbb: { down: 'aaaa', upgrade: ADD },
      cccc: { down: 'bbbb' },
      dddd: { down: 'cccc', upgrade: WIDEN },
      eeee: { down: 'bbbb', upgrade: theirs },
    });
    projects.push(created);
    return created;
  };

  it('refuses heads that do not go together, and joins them only on purpose', async () => {
    const one = conflicting(DROP);
    const refused = one.plumbline('merge', 'heads', '-m', 'join', '--json');
    expect(await failure(refused)).toMatchObject({
      code: 'conflicting-heads',
      exitCode: 4,
      data: {
        conflicts: [
          {
            first: { revision: 'dddd', operation: 'change aaaa.email: varchar(10) -> text' },
            second: { revision: 'eeee', operation: 'drop column aaaa.email' },
            reason: 'the first changes column aaaa.email, and the second drops it',
          },
        ],
      },
    });
    expect(one.versions()).toHaveLength(5);
    const forced = await document(one.plumbline('merge', 'heads', '--allow-conflicts', '--json'));
    expect(forced).toMatchObject({ created: { down: ['dddd', 'eeee'] }, conflicts: [{}] });
  });

  it('joins independent heads without a question, and says what it cannot judge', async () => {
    const one = conflicting("op.execute('UPDATE aaaa SET email = NULL');");
    const { code, stdout } = await one.plumbline('merge');
    expect(code).toBe(0);
    expect(stdout).toContain('cannot be judged eeee run SQL: UPDATE aaaa SET email = NULL');
    const other = conflicting("op.addColumn('aaaa', { name: 'age', type: 'integer', nullable: true });");
    expect((await other.plumbline('merge')).stdout).toMatch(/^Wrote [^\n]*\nNext: [^\n]*\n$/);
  });
});
