import { inFiles, inSchemas, outcomes, reportOf, tenantNames, type Tenants } from '../support/tenants';

const MANY = 60;

describe.each([
  { kind: 'schemas of PostgreSQL', create: inSchemas },
  { kind: 'SQLite files', create: inFiles },
])('many tenants: $kind', ({ create }) => {
  let tenants: Tenants;
  beforeAll(async () => {
    tenants = await create(tenantNames(MANY));
  });
  afterAll(() => tenants.remove());

  const run = (...words: readonly string[]) => tenants.project.plumbline(...words, '--json');

  // One story, as the run takes a while: each case goes on where the last one ended.
  it('are upgraded in one run', async () => {
    const outcome = await run('upgrade', 'aaaa', '--tenants');
    const report = reportOf(outcome);
    expect(outcome.code).toBe(0);
    expect(outcomes(report)).toEqual({ done: MANY });
    expect(report.tenants.map(({ tenant }) => tenant)).toEqual(tenants.names);
    expect(report.by['t01']).toMatchObject({ from: [], to: ['aaaa'], revisions: ['aaaa'], outcome: 'done' });
    const finished = outcome.stderr
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ kind }) => kind === 'tenant-finished');
    expect(finished.map(({ tenant }) => tenant).sort()).toEqual(tenants.names);
    expect(finished.at(-1)).toMatchObject({ finished: MANY, total: MANY, failed: 0 });
    expect(await tenants.in('t33', 'SELECT * FROM aaaa')).toEqual([]);
  });

  it('of which one is broken: the rest is done, and table and exit code say which is not', async () => {
    await tenants.in('t07', 'CREATE TABLE bbbb (other integer)');
    const { code, stdout } = await tenants.project.plumbline('upgrade', '--tenants');
    expect(code).toBe(5);
    expect(stdout).toMatch(/^TENANT +FROM +TO +REVISIONS +TIME +OUTCOME$/m);
    expect(stdout).toMatch(/^t06 +aaaa +bbbb +1 +\d+ ms +done$/m);
    expect(stdout).toMatch(/^t07 +- +- +- +\d+ ms +failed$/m);
    expect(stdout).toMatch(/^t07:\n {2}error\[revision-failed\]: The upgrade of 'bbbb' failed/m);
    expect(stdout).toContain(`upgrade of ${MANY} tenants of live`);
    expect(stdout).toContain(`: ${MANY - 1} done, 1 failed.`);
    expect(await tenants.in('t60', 'SELECT * FROM bbbb')).toEqual([]);
    expect(await tenants.in('t07', 'SELECT version_num FROM plumbline_version')).toEqual([
      { version_num: 'aaaa' },
    ]);
  });

  it('are told by status and current, with the failed one behind', async () => {
    const status = await run('status', '--tenants');
    expect(status.code).toBe(3);
    expect(outcomes(reportOf(status))).toEqual({ 'at head': MANY - 1, behind: 1 });
    expect(reportOf(status).by['t07']).toMatchObject({ to: ['aaaa'], pending: ['bbbb'] });
    const current = await tenants.project.plumbline('current', '--tenant', 't0*');
    expect(current.code).toBe(0);
    expect(current.stdout).toMatch(/^t07 +aaaa +1 +\d+ ms +behind$/m);
    expect(current.stdout).toContain('Next: plumbline upgrade --tenants --env live');
    expect((await run('current', '--tenants', '--check-heads')).code).toBe(3);
  });

  it('are run again for the failed one alone, once it is mended', async () => {
    await tenants.in('t07', 'DROP TABLE bbbb');
    const outcome = await run('upgrade', '--tenants');
    const report = reportOf(outcome);
    expect(outcome.code).toBe(0);
    expect(outcomes(report)).toEqual({ done: 1, 'at the target': MANY - 1 });
    expect(report.by['t07']?.outcome).toBe('done');
    // Nothing is written where nothing is to be done.
    expect(await tenants.in('t08', 'SELECT revision FROM plumbline_history ORDER BY id')).toEqual([
      { revision: 'aaaa' },
      { revision: 'bbbb' },
    ]);
    expect(outcomes(reportOf(await run('status', '--tenants')))).toEqual({ 'at head': MANY });
  });

  it('are parted by --shard, each into one part, whatever the others are', async () => {
    const shards = [];
    for (const number of [1, 2, 3, 4]) {
      const report = reportOf(await run('current', '--tenants', '--shard', `${number}/4`));
      expect(report.shard).toBe(`${number}/4`);
      shards.push(report.tenants.map(({ tenant }) => tenant));
    }
    expect(shards.flat().sort()).toEqual(tenants.names);
    expect(Math.min(...shards.map(({ length }) => length))).toBeGreaterThan(0);
    const job = await tenants.project.plumblineWith(
      { JOB_COMPLETION_INDEX: '1' },
      ...['current', '--tenants', '--shard', 'job/4', '--json'],
    );
    expect(reportOf(job).tenants.map(({ tenant }) => tenant)).toEqual(shards[1]);
    // Of some of them the parts are parts of the same parts.
    const some = reportOf(await run('current', '--tenant', 't1*', '--shard', '2/4'));
    expect(some.tenants.map(({ tenant }) => tenant)).toEqual(
      (shards[1] ?? []).filter((name) => name.startsWith('t1')),
    );
  });

  it('are undone and stamped, some of them by name', async () => {
    const down = await run('downgrade', 'base', '--tenant', 't01', 't02');
    expect(outcomes(reportOf(down))).toEqual({ done: 2 });
    expect(reportOf(down).by['t02']).toMatchObject({ from: ['bbbb'], to: [], revisions: ['bbbb', 'aaaa'] });
    const stamped = await run('stamp', 'aaaa', '--tenant', 't02');
    expect(reportOf(stamped).by['t02']).toMatchObject({ outcome: 'done', from: [], to: ['aaaa'] });
    const current = reportOf(await run('current', '--tenant', 't0*'));
    expect(current.by['t01']).toMatchObject({ to: [], pending: ['aaaa', 'bbbb'] });
    expect(current.by['t02']).toMatchObject({ to: ['aaaa'], pending: ['bbbb'] });
    expect(current.by['t03']).toMatchObject({ to: ['bbbb'], pending: [], outcome: 'at head' });
  });
});
