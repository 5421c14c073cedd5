import { createPostgresDatabase, DATABASES, type TestDatabase } from '@plumbline/testing';
import { connect } from '../support/apply';
import { startCollector, type Collector, type ReceivedSpan } from '../support/collector';
import { createProject, revisionFile, run, WORKSPACE, type TestProject } from '../support/project';
import { inFiles, TABLE, tenantNames } from '../support/tenants';

const OK = 1;
const ERROR = 2;

/** What a service does as it starts; a process, as the exporter cannot be loaded within Jest. */
const SERVICE = `require('${WORKSPACE}/libs/engine/bin/source').registerSource();
const { prepareDatabase } = require('${WORKSPACE}/libs/engine/src/index.ts');
void prepareDatabase({ onStartup: 'upgrade', emit: ({ kind }) => console.log(kind) });`;

function writeRevisions(project: TestProject): void {
  const seed = `${TABLE('plans')}
    op.execute("INSERT INTO plans VALUES (1147110815)");
    op.run('count the plans', async ({ query }) => { await query('SELECT count(*) FROM plans'); });`;
  project.write('versions/1.ts', revisionFile('aaaa', null, seed, "op.execute('DROP TABLE plans');"));
  project.write(
    'versions/2.ts',
    revisionFile('bbbb', 'aaaa', TABLE('users'), "op.execute('DROP TABLE none');"),
  );
}

/** The spans below another one, in the order in which they began. */
function below(spans: readonly ReceivedSpan[], parent: ReceivedSpan | undefined): readonly ReceivedSpan[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent?.spanId)
    .sort((a, b) => Number(a.start - b.start));
}

describe.each(DATABASES)('a trace of a run on $dialect', ({ dialect, create }) => {
  let database: TestDatabase;
  let project: TestProject;
  let collector: Collector;
  beforeEach(async () => {
    database = await create();
    collector = await startCollector();
    project = createProject({
      variables: { DATABASE_URL: database.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    writeRevisions(project);
  });
  afterEach(async () => {
    project.remove();
    await collector.stop();
    await database.drop();
  });

  it('is made of the upgrade of a service that starts, where there is something to do', async () => {
    const start = (endpoint: string) =>
      run(process.execPath, ['-e', SERVICE], project.folder, {
        DATABASE_URL: database.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      });
    expect(await start(collector.url)).toMatchObject({ code: 0, stderr: '' });
    const names = collector.spans.map(({ name }) => name);
    expect(names.filter((name) => /^(?:plumbline|upgrade)/.test(name)).sort()).toEqual([
      'plumbline upgrade',
      'upgrade revision',
      'upgrade revision',
    ]);
    expect((await start(collector.url)).code).toBe(0);
    expect(collector.spans).toHaveLength(names.length);
    project.write('versions/3.ts', revisionFile('cccc', 'bbbb', TABLE('orders')));
    const alone = await start('http://127.0.0.1:1');
    expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining('not-traced') as string });
  });

  it('has a span of the run, and in it of each revision and each statement', async () => {
    const { code, stderr } = await project.plumbline('upgrade');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { spans } = collector;
    const [run] = spans.filter(({ parentSpanId }) => (parentSpanId ?? '') === '');
    expect(run).toMatchObject({
      name: 'plumbline upgrade',
      status: { code: OK },
      resource: { 'service.name': 'plumbline' },
      attributes: {
        'db.system.name': dialect === 'postgres' ? 'postgresql' : 'sqlite',
        'plumbline.environment': 'development',
        'plumbline.direction': 'upgrade',
        'plumbline.exit_code': 0,
        'plumbline.lock_wait_ms': expect.any(Number) as number,
      },
    });
    const revisions = below(spans, run);
    expect(revisions.map(({ name, attributes }) => [name, attributes['plumbline.revision']])).toEqual([
      ['upgrade revision', 'aaaa'],
      ['upgrade revision', 'bbbb'],
    ]);
    const statements = revisions.map((revision) => below(spans, revision));
    expect(statements.map((all) => all.map(({ name }) => name))).toEqual([
      ['CREATE TABLE', 'INSERT', 'run'],
      ['CREATE TABLE'],
    ]);
    expect(spans).toHaveLength(1 + 2 + 4);
    for (const [index, revision] of revisions.entries()) {
      expect(revision.status).toEqual({ code: OK });
      for (const statement of statements[index] ?? []) {
        expect(statement.status).toEqual({ code: OK });
        expect(statement.start).toBeGreaterThanOrEqual(revision.start);
        expect(statement.end).toBeLessThanOrEqual(revision.end);
      }
    }
    expect(statements[0]?.[1]?.attributes).toMatchObject({
      'db.operation.name': 'INSERT',
      'db.query.text': expect.stringMatching(/^INSERT INTO plans VALUES \(/) as string,
    });
    expect(statements[0]?.[2]?.attributes).toMatchObject({ 'plumbline.code': 'count the plans' });
    // Neither the literals of statements nor the password of the URL leave the process.
    const sent = collector.bodies.join();
    expect(sent).not.toContain('1147110815');
    expect(sent).not.toContain(':postgres@');
  });

  it('has the revisions of one transaction, each with its statements, also where they are rolled back', async () => {
    project.write('versions/3.ts', revisionFile('cccc', 'bbbb', "op.execute('SELECT * FROM nowhere');"));
    expect((await project.plumbline('upgrade', '--transaction', 'all')).code).toBe(5);
    const { spans } = collector;
    const run = spans.find(({ name }) => name === 'plumbline upgrade');
    const found = below(spans, run).map((revision) => [
      revision.attributes['plumbline.revision'],
      revision.status.code,
      below(spans, revision).map(({ name }) => name),
    ]);
    expect(found).toEqual([
      ['aaaa', ERROR, ['CREATE TABLE', 'INSERT', 'run']],
      ['bbbb', ERROR, ['CREATE TABLE']],
      ['cccc', ERROR, ['SELECT']],
    ]);
  });

  it('shows what failed, and is a part of the trace that TRACEPARENT names', async () => {
    await project.plumblineWith({ OTEL_SDK_DISABLED: 'true' }, 'upgrade');
    expect(collector.spans).toEqual([]);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const variables = {
      TRACEPARENT: `00-${traceId}-b7ad6b7169203331-01`,
      OTEL_SERVICE_NAME: 'deploy',
    };
    expect((await project.plumblineWith(variables, 'downgrade')).code).toBe(5);
    const { spans } = collector;
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    const run = spans.find(({ parentSpanId }) => parentSpanId === 'b7ad6b7169203331');
    expect(run).toMatchObject({
      name: 'plumbline downgrade',
      status: { code: ERROR, message: expect.stringContaining("The downgrade of 'bbbb' failed") as string },
      resource: { 'service.name': 'deploy' },
      attributes: { 'plumbline.exit_code': 5 },
    });
    const [revision] = below(spans, run);
    expect(revision).toMatchObject({
      name: 'downgrade revision',
      status: { code: ERROR, message: expect.stringContaining('none') as string },
      attributes: { 'plumbline.outcome': 'failed' },
    });
    expect(below(spans, revision)).toMatchObject([{ name: 'DROP TABLE', status: { code: ERROR } }]);
  });
});

describe('a trace', () => {
  it('shows the wait for a lock', async () => {
    const database = await createPostgresDatabase();
    const collector = await startCollector();
    const variables = { DATABASE_URL: database.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const project = createProject({ variables });
    const { session } = await connect(database.url);
    try {
      await session.query('CREATE TABLE plans (id integer)');
      await session.query('BEGIN; LOCK TABLE plans');
      project.write(
        'versions/1.ts',
        revisionFile('aaaa', null, "op.execute('ALTER TABLE plans ADD b int');"),
      );
      const running = project.begin('upgrade');
      await running.printed(/waiting for a lock of process/);
      await session.query('ROLLBACK');
      expect((await running.outcome).code).toBe(0);
      const statement = collector.spans.find(({ name }) => name === 'ALTER TABLE');
      expect(statement?.events).toContain('waits for a lock');
      expect(statement?.attributes['plumbline.lock_wait_ms']).toBeGreaterThan(0);
    } finally {
      await session.close();
      project.remove();
      await collector.stop();
      await database.drop();
    }
  });

  it('of a run over tenants has a span for each of them', async () => {
    // Spans are sent from a process: under Jest the packages of OpenTelemetry send nothing.
    const tenants = await inFiles(tenantNames(3), false);
    const collector = await startCollector();
    try {
      await tenants.in('t02', 'CREATE TABLE aaaa (other integer)');
      const { code } = await tenants.project.plumblineWith(
        { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
        ...['upgrade', '--tenants', '--concurrency', '3'],
      );
      expect(code).toBe(7);
      const run = collector.spans.find(({ name }) => name === 'plumbline upgrade');
      const each = below(collector.spans, run);
      const found = each.map(({ attributes }) => [
        attributes['plumbline.tenant'],
        attributes['plumbline.outcome'],
      ]);
      expect(found.sort()).toEqual([
        ['t01', 'done'],
        ['t02', 'failed'],
        ['t03', 'done'],
      ]);
      const [first] = each.filter(({ attributes }) => attributes['plumbline.tenant'] === 't01');
      expect(below(collector.spans, first)).toHaveLength(2);
    } finally {
      await collector.stop();
      await tenants.remove();
    }
  });

  /** A script that hides the packages of OpenTelemetry from a process. */
  const HIDE = `const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (name.startsWith('@opentelemetry/')) throw Object.assign(new Error('hidden'), { code: 'MODULE_NOT_FOUND' });
  return resolve.call(this, name, ...rest);
};`;

  describe('that does not come about', () => {
    let project: TestProject;
    beforeEach(() => {
      project = createProject({ variables: { DATABASE_URL: 'sqlite:///./live.db' } });
      writeRevisions(project);
    });
    afterEach(() => project.remove());

    async function upgradeWith(variables: Readonly<Record<string, string>>) {
      const outcome = await project.plumblineWith(variables, 'upgrade', '--json');
      expect(outcome.code).toBe(0);
      expect(JSON.parse(outcome.stdout)).toMatchObject({ command: 'upgrade', to: ['bbbb'] });
      return JSON.parse(outcome.stderr.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    }

    it('as there is no collector does no harm, and is said', async () => {
      const stopped = await startCollector();
      await stopped.stop();
      const event = await upgradeWith({
        OTEL_EXPORTER_OTLP_ENDPOINT: stopped.url.replace('http://', 'http://ada:sw0rdfish@'),
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      });
      expect(event).toMatchObject({
        kind: 'not-traced',
        code: 'trace-not-delivered',
        reason: expect.stringContaining('ECONNREFUSED') as string,
      });
      expect(JSON.stringify(event)).not.toContain('sw0rdfish');
    });

    it.each([
      [
        'refuses it',
        (response: { writeHead(code: number): { end(): void } }) => response.writeHead(400).end(),
      ],
      ['does not answer', () => undefined],
    ])('as the collector %s does no harm, and is said', async (_what, answer) => {
      const collector = await startCollector(answer);
      try {
        const event = await upgradeWith({
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_EXPORTER_OTLP_TIMEOUT: '500',
        });
        expect(event).toMatchObject({ kind: 'not-traced', code: 'trace-not-delivered' });
      } finally {
        await collector.stop();
      }
    });

    it('as the address is none does no harm, and is said', async () => {
      expect(await upgradeWith({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere' })).toMatchObject({
        kind: 'not-traced',
        code: 'trace-not-delivered',
      });
    });

    it('as its packages are not installed does no harm, and is said with what to install', async () => {
      project.write('hide.cjs', HIDE);
      const variables = {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        NODE_OPTIONS: `--require ${project.folder}/hide.cjs`,
      };
      expect(await upgradeWith(variables)).toMatchObject({
        kind: 'not-traced',
        code: 'tracing-packages-missing',
        next: expect.stringContaining('npm install @opentelemetry/api') as string,
      });
      const { code, stderr } = await project.plumblineWith(variables, 'upgrade');
      expect(code).toBe(0);
      expect(stderr).toMatch(/^not traced: No trace is made: .*\n {2}next: npm install /);
    });
  });
});
