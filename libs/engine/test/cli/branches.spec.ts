import type { TestProject } from '../support/project';
import { createBranches, document, failure, idsOf, type Node } from '../support/branches';

/** Branches, merges, labels and dependencies, through the real command, on SQLite. */
describe('a history with branches', () => {
  const projects: TestProject[] = [];
  afterAll(() => projects.forEach((one) => one.remove()));

  function project(nodes: Readonly<Record<string, Node>>, config?: string): TestProject {
    const created = createBranches(nodes, config);
    projects.push(created);
    return created;
  }
  const current = async (one: TestProject): Promise<readonly string[]> =>
    idsOf((await document(one.plumbline('current', '--json')))['revisions']);
  const FORK: Readonly<Record<string, Node>> = {
    aaaa: { down: null },
    bbbb: { down: 'aaaa', labels: ['search'] },
    cccc: { down: 'aaaa' },
  };

  it('is walked by relative words, which may begin with a dash', async () => {
    const one = project({ aaaa: { down: null }, bbbb: { down: 'aaaa' }, cccc: { down: 'bbbb' } });
    expect((await one.plumbline('upgrade', '+2')).code).toBe(0);
    expect(await current(one)).toEqual(['bbbb']);
    expect((await one.plumbline('downgrade', '-1')).code).toBe(0);
    expect(await current(one)).toEqual(['aaaa']);
    expect((await one.plumbline('upgrade', '+1')).code).toBe(0);
    expect((await one.plumbline('stamp', '-1')).code).toBe(0);
    expect(await current(one)).toEqual(['aaaa']);
    expect((await one.plumbline('stamp', '+2')).code).toBe(0);
    expect(await current(one)).toEqual(['cccc']);
    const range = await document(one.plumbline('history', '-r', '-1:', '--json'));
    expect(idsOf(range['revisions'])).toEqual(['cccc', 'bbbb']);
    const upToCurrent = await document(one.plumbline('history', '--range=-2:current', '--json'));
    expect(idsOf(upToCurrent['revisions'])).toEqual(['cccc', 'bbbb', 'aaaa']);
  });

  it('says the same in text and as JSON: heads, branches, current, history', async () => {
    const one = project(FORK);
    expect((await one.plumbline('upgrade', 'search@head')).code).toBe(0);
    expect((await one.plumbline('history', '-i')).stdout).toBe(
      [
        '*  bbbb (search, head, current)  Revision bbbb',
        '| *  cccc (head)                   Revision cccc',
        '|/',
        '*  aaaa (branch point)           Revision aaaa',
        '',
      ].join('\n'),
    );
    const heads = await document(one.plumbline('heads', '--json'));
    expect(idsOf(heads['heads'])).toEqual(['bbbb', 'cccc']);
    const branches = await document(one.plumbline('branches', '--json'));
    expect(branches['branchPoints']).toMatchObject([
      { revision: { revision: 'aaaa' }, children: [{ revision: 'bbbb' }, { revision: 'cccc' }] },
    ]);
    expect((await one.plumbline('branches')).stdout).toMatch(
      /^aaaa .*\n {2}-> {2}bbbb .*\n {2}-> {2}cccc .*\n$/,
    );
    expect((await one.plumbline('current', '--check-heads')).code).toBe(3);
    expect((await one.plumbline('upgrade', 'heads')).code).toBe(0);
    expect((await one.plumbline('current', '--check-heads')).code).toBe(0);
    const verbose = await one.plumbline('current', '--verbose');
    expect(verbose.stdout).toMatch(/^ {6}Revises: +aaaa$/m);
    expect((await one.plumbline('history', '-v')).stdout).toMatch(/^\| {4}Labels: +search$/m);
  });

  it('marks a head that another revision depends on, and shows what its row implies', async () => {
    const one = project({ aaaa: { down: null }, bbbb: { down: null, dependsOn: ['aaaa'] } });
    expect((await one.plumbline('heads')).stdout).toMatch(/^aaaa \(effective head\)/m);
    const real = await document(one.plumbline('heads', '--resolve-dependencies', '--json'));
    expect(idsOf(real['heads'])).toEqual(['bbbb']);
    expect((await one.plumbline('history')).stdout).toContain('depends on aaaa');
    expect((await one.plumbline('upgrade', 'bbbb')).code).toBe(0);
    const report = await document(one.plumbline('current', '--json'));
    expect([idsOf(report['revisions']), idsOf(report['implied'])]).toEqual([['bbbb'], ['aaaa']]);
    expect((await one.plumbline('current')).stdout).toMatch(/aaaa .*applied, as another one depends on it/);
  });

  it('is merged, and a database on either side of the fork crosses the merge and comes back', async () => {
    const one = project(FORK);
    const left = 'sqlite:///./left.db';
    const right = 'sqlite:///./right.db';
    await one.plumbline('upgrade', 'bbbb', '--url', left);
    await one.plumbline('upgrade', 'cccc', '--url', right);
    expect((await one.plumbline('upgrade', 'head')).stderr).toContain('error[multiple-heads]');
    const merged = await document(
      one.plumbline('merge', 'search@head', 'ccc', '--rev-id', 'mmmm', '--branch-label', 'both', '--json'),
    );
    expect(merged).toMatchObject({
      created: { revision: 'mmmm', message: 'merge heads', down: ['bbbb', 'cccc'], labels: ['both'] },
      conflicts: [],
    });
    for (const url of [left, right]) {
      expect((await one.plumbline('upgrade', '--url', url)).code).toBe(0);
      expect((await one.plumbline('current', '--check-heads', '--url', url)).stdout).toContain('mmmm');
      expect((await one.plumbline('downgrade', 'base', '--url', url)).code).toBe(0);
    }
    expect((await one.plumbline('history')).stdout).toMatch(/^\* {2}mmmm .*\n\|\\\n/);
  });

  it('is joined at a point that is no head only on purpose', async () => {
    const one = project({ ...FORK, dddd: { down: 'cccc' } });
    expect(await failure(one.plumbline('merge', 'bbbb', 'cccc', '--json'))).toMatchObject({
      code: 'not-a-head',
    });
    expect(one.versions()).toHaveLength(4);
    const merged = await document(one.plumbline('merge', 'bbbb', 'cccc', '--splice', '--json'));
    expect(merged).toMatchObject({ created: { down: ['bbbb', 'cccc'] } });
  });

  it('is stamped: several at once, a branch, base, and over rows that no file has', async () => {
    const one = project(FORK);
    expect((await one.plumbline('stamp', 'bbbb', 'cccc')).code).toBe(0);
    expect(await current(one)).toEqual(['bbbb', 'cccc']);
    expect((await one.plumbline('stamp', 'base')).code).toBe(0);
    expect(await current(one)).toEqual([]);
    expect((await one.plumbline('stamp', 'search@head')).code).toBe(0);
    expect(await current(one)).toEqual(['bbbb']);
    one.remove();
    const other = project({ ...FORK, dddd: { down: 'cccc' } });
    await other.plumbline('stamp', 'dddd');
    other.write('versions/4_dddd.ts', other.read('versions/3_cccc.ts').replaceAll('cccc', 'eeee'));
    expect(await failure(other.plumbline('stamp', 'cccc', '--json'))).toMatchObject({
      code: 'unknown-applied-revision',
    });
    expect(await document(other.plumbline('current', '--json'))).toMatchObject({ unknown: ['dddd'] });
    expect((await other.plumbline('stamp', '--purge', 'cccc', 'bbbb')).code).toBe(0);
    expect(await current(other)).toEqual(['bbbb', 'cccc']);
  });

  it('gets a revision where it is asked to, and no file where something is wrong', async () => {
    const one = project(FORK);
    const create = (...args: readonly string[]) =>
      one.plumbline('revision', '-m', 'x', '--empty', '--json', ...args);
    for (const [code, ...args] of [
      ['multiple-heads'],
      ['not-a-head', '--head', 'aaaa'],
      ['used-revision-id', '--head', 'cccc', '--rev-id', 'aaaa'],
      ['illegal-revision-id', '--head', 'cccc', '--rev-id', 'a-b'],
      ['illegal-revision-id', '--head', 'cccc', '--rev-id', 'a'.repeat(33)],
      ['duplicate-branch-label', '--head', 'cccc', '--branch-label', 'search'],
      ['illegal-branch-label', '--head', 'cccc', '--branch-label', 'a@b'],
      ['unknown-revision', '--head', 'cccc', '--depends-on', 'nothing'],
    ] as const) {
      expect(await failure(create(...args))).toMatchObject({ code, exitCode: 4 });
    }
    expect((await create('--head', 'cccc', '--version-path', 'elsewhere')).code).toBe(2);
    expect(one.versions()).toHaveLength(3);
    const made = await document(
      create(
        '--head',
        'aaaa',
        '--splice',
        '--rev-id',
        'dddd',
        '--branch-label',
        'billing',
        '--depends-on',
        'search',
      ),
    );
    expect(made).toMatchObject({
      created: { down: ['aaaa'], labels: ['billing'], dependsOn: ['search'] },
    });
    expect(
      idsOf((await document(one.plumbline('history', '-r', ':billing', '--json')))['revisions']),
    ).toContain('bbbb');
  });

  it("writes to the first parent's folder where there are several, and asks for one for a root", async () => {
    const config = `export default { versions: ['versions', 'more'], dialects: ['sqlite'],
      environments: { development: { url: 'sqlite:///./development.db' } } };`;
    const one = project({ aaaa: { down: null } }, config);
    one.write('more/2_bbbb.ts', one.read('versions/1_aaaa.ts').replaceAll('aaaa', 'bbbb'));
    const create = (...args: readonly string[]) =>
      one.plumbline('revision', '-m', 'x', '--empty', '--json', ...args);
    const outcome = await create('--head', 'base');
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toContain('--version-path');
    expect(
      await document(create('--head', 'base', '--version-path', 'more', '--rev-id', 'cccc')),
    ).toMatchObject({
      created: { file: expect.stringMatching(/^more\//) as unknown },
    });
    expect(await document(create('--head', 'bbbb'))).toMatchObject({
      created: { file: expect.stringMatching(/^more\//) as unknown },
    });
    const merged = await document(one.plumbline('merge', 'aaaa', 'cccc', '--json'));
    expect(merged).toMatchObject({ created: { file: expect.stringMatching(/^versions\//) as unknown } });
  });

  it('shows the revisions that a symbol names, and refuses one that names none', async () => {
    const one = project(FORK);
    expect(await document(one.plumbline('show', 'heads', '--json'))).toMatchObject({
      revisions: [{ revision: { revision: 'bbbb' } }, { revision: { revision: 'cccc' } }],
    });
    for (const symbol of ['base', 'current'])
      expect(await failure(one.plumbline('show', symbol, '--json'))).toMatchObject({
        code: 'no-revision-named',
      });
    await one.plumbline('upgrade', 'search');
    const { stdout } = await one.plumbline('show', 'current');
    expect(stdout).toMatch(/^Revision: +bbbb$/m);
    expect(stdout).toContain('CREATE TABLE');
    expect((await one.plumbline('show', '-1')).stdout).toMatch(/^Revision: +aaaa$/m);
    expect(await failure(one.plumbline('show', 'search@-5', '--json'))).toMatchObject({ exitCode: 4 });
  });
});
