import { createDataSource } from '@analytics/core';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOwnServer, type OwnServer } from '@plumbline/testing';
import { Client } from 'pg';
import { parse, parseAllDocuments } from 'yaml';
import { startApi } from './support/api';
import { createDatabase, migrate } from './support/database';
import { readMetrics } from './support/metrics';

const WORKSPACE = join(__dirname, '../../..');
const DEPLOY = join(WORKSPACE, 'deploy');
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8');

/** The documents of a file; a mistake in one is an error. */
const all = (text: string): unknown[] => {
  const documents = parseAllDocuments(text, { strict: true, uniqueKeys: true });
  if ('empty' in documents) return [];
  return documents.map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS() as unknown;
  });
};

/** Parts of the manifests that are looked at. */
interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: unknown; readonly valueFrom?: object }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: object;
  readonly resources: { readonly requests: object; readonly limits: object };
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } };
}
interface Workload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly [Container];
        readonly restartPolicy?: string;
        readonly terminationGracePeriodSeconds: number;
      };
    };
  };
}

/** The variables that the service and the command read; any other one in a manifest is a slip. */
const VARIABLES = [
  readFileSync(join(__dirname, '../src/settings/service-settings.ts'), 'utf8'),
  readFileSync(join(WORKSPACE, 'libs/analytics-core/src/database/database-settings.ts'), 'utf8'),
].flatMap((text) => [...text.matchAll(/'([A-Z]+(?:_[A-Z]+)+|HOST|PORT)'/g)].map(([, name]) => name));

describe('the manifests for Kubernetes', () => {
  const [job] = all(read('kubernetes/migrate-job.yaml')) as [Workload];
  const [tenants] = all(read('kubernetes/migrate-tenants-job.yaml')) as [Workload];
  const [deployment, service, budget] = all(read('kubernetes/deployment.yaml')) as [
    Workload,
    {
      readonly spec: {
        readonly selector: object;
        readonly ports: readonly { readonly targetPort: string }[];
      };
    },
    { readonly spec: { readonly selector: object; readonly minAvailable: number } },
  ];
  const containerOf = ({ spec }: Workload): Container => spec.template.spec.containers[0];

  it('are jobs and a deployment that run as nobody in particular and may do nothing', () => {
    expect([job, tenants, deployment].map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      'batch/v1 Job',
      'batch/v1 Job',
      'apps/v1 Deployment',
    ]);
    for (const workload of [job, tenants, deployment]) {
      expect(workload.spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(containerOf(workload).securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(containerOf(workload).resources).toMatchObject({
        requests: { memory: expect.anything() as unknown },
      });
      expect(containerOf(workload).image).not.toMatch(/:latest$|^[^:]+$/);
    }
    for (const { spec } of [job, tenants]) expect(spec.template.spec.restartPolicy).toBe('Never');
  });

  it('give each its own role, from a secret, and only variables that are read', () => {
    const secretOf = ({ env }: Container) => env.find(({ name }) => name === 'DATABASE_URL')?.valueFrom;
    for (const one of [job, tenants])
      expect(secretOf(containerOf(one))).toMatchObject({ secretKeyRef: { key: 'migrator-url' } });
    expect(secretOf(containerOf(deployment))).toMatchObject({ secretKeyRef: { key: 'app-url' } });
    for (const { env } of [job, tenants, deployment].map(containerOf)) {
      for (const { name, value } of env) {
        expect(VARIABLES).toContain(name);
        expect(['string', 'undefined']).toContain(typeof value);
      }
    }
  });

  it('probe the paths that answer it, on a port that there is', () => {
    const container = containerOf(deployment);
    expect(container.startupProbe?.httpGet).toEqual({ path: '/health', port: 'http' });
    expect(container.livenessProbe?.httpGet).toEqual({ path: '/health', port: 'http' });
    expect(container.readinessProbe?.httpGet).toEqual({ path: '/health/database', port: 'http' });
    expect(container.ports).toEqual([{ name: 'http', containerPort: 3000 }]);
    expect(service.spec.ports).toMatchObject([{ targetPort: 'http' }]);
  });

  it('select the pods of the deployment, and give requests the time to end', () => {
    const { labels } = deployment.spec.template.metadata;
    expect(labels).toMatchObject(deployment.spec.selector.matchLabels);
    expect(labels).toMatchObject(service.spec.selector);
    expect(budget.spec.selector).toEqual({ matchLabels: deployment.spec.selector.matchLabels });
    const shutdown = containerOf(deployment).env.find(({ name }) => name === 'SHUTDOWN_TIMEOUT');
    const { terminationGracePeriodSeconds } = deployment.spec.template.spec;
    expect(terminationGracePeriodSeconds).toBeGreaterThan(Number(shutdown?.value));
  });

  it('run what the image has', () => {
    const image = read('Dockerfile');
    expect(image).toContain('COPY deploy/plumbline.config.ts deploy/');
    expect(containerOf(job)).toMatchObject({
      command: ['node', 'libs/engine/bin/plumbline.js'],
      args: ['upgrade', 'heads', '--config', 'deploy/plumbline.config.ts'],
    });
  });

  it('spread tenants over as many parts as there are pods, in words that the command takes', () => {
    const { command = [], args = [] } = containerOf(tenants);
    expect(tenants.spec).toMatchObject({ completionMode: 'Indexed', completions: 8 });
    expect(args).toContain('--shard=job/8');
    const [, ...words] = [...command, ...args];
    const env = {
      PATH: process.env['PATH'],
      DATABASE_URL: 'postgresql://u@h/analytics',
      JOB_COMPLETION_INDEX: '7',
    };
    const { stderr } = spawnSync(process.execPath, words, { cwd: WORKSPACE, env, encoding: 'utf8' });
    // All that it lacks is a configuration that names tenants.
    expect(stderr).toContain('error[no-tenants]');
  });
});

describe('the image', () => {
  const stages = read('Dockerfile')
    .split(/^FROM /m)
    .slice(1);

  it('has a last stage that is not root and holds what two others made', () => {
    expect(stages).toHaveLength(3);
    const last = stages.at(-1) ?? '';
    expect(last).toMatch(/^USER node$/m);
    expect(last).not.toMatch(/^RUN /m);
    expect(last).toMatch(/^COPY --from=packages .*node_modules/m);
    expect(stages[1]).toContain('npm ci --omit=dev');
  });

  it('is made of files that there are', () => {
    const sources = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, words = '']) => words.split(' '),
    );
    for (const source of sources.filter((name) => name !== '.')) {
      expect(() =>
        readFileSync(join(WORKSPACE, source, ...(source.endsWith('versions') ? ['..', 'project.json'] : []))),
      ).not.toThrow();
    }
  });
});

describe('the composition for one machine', () => {
  interface Compose {
    readonly services: Readonly<
      Record<
        string,
        {
          readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
          readonly environment?: Readonly<Record<string, string>>;
        }
      >
    >;
    readonly volumes: object;
  }
  const { services } = parse(read('docker-compose.yml')) as Compose;

  it('goes from the server to the roles, the upgrade and the service', () => {
    const after = (name: string) => Object.entries(services[name]?.depends_on ?? {});
    expect(after('roles')).toEqual([['postgres', { condition: 'service_healthy' }]]);
    expect(after('migrate')).toEqual([['roles', { condition: 'service_completed_successfully' }]]);
    expect(after('api')).toEqual([['migrate', { condition: 'service_completed_successfully' }]]);
    expect(services['api']?.environment?.['DATABASE_URL']).toMatch(/^postgresql:\/\/analytics_app:\$\{/);
    expect(services['migrate']?.environment?.['DATABASE_URL']).toMatch(
      /^postgresql:\/\/analytics_migrator:\$\{/,
    );
  });
});

describe('the rules and the dashboard', () => {
  interface Rules {
    readonly groups: readonly {
      readonly rules: readonly {
        readonly alert: string;
        readonly expr: string;
        readonly labels: { readonly severity: string };
        readonly annotations: { readonly summary: string; readonly description: string };
      }[];
    }[];
  }
  interface Dashboard {
    readonly panels: readonly {
      readonly id: number;
      readonly targets: readonly { readonly expr: string }[];
    }[];
  }
  const rules = (parse(read('prometheus/alerts.yaml')) as Rules).groups.flatMap((group) => group.rules);
  const { panels } = JSON.parse(read('grafana/migrations.json')) as Dashboard;

  it('speak of metrics that the service has, and of most of them', async () => {
    const database = await createDatabase('postgres');
    const api = await startApi(database.url);
    try {
      await api.send('GET', '/users');
      const known = new Set([...(await readMetrics(api)).keys()].map((name) => name.replace(/\{.*/, '')));
      const used = [
        ...rules.map(({ expr }) => expr),
        ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ].flatMap((expr) => expr.match(/\b(?:plumbline|db)_\w+/g) ?? []);
      expect(used.filter((name) => !known.has(name))).toEqual([]);
      expect([...known].filter((name) => !/_(sum|count|bucket)$/.test(name) && !used.includes(name))).toEqual(
        [],
      );
    } finally {
      await api.stop();
      await database.drop();
    }
  });

  it('are whole', () => {
    for (const { alert, expr, labels, annotations } of rules) {
      expect(alert).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      expect(annotations.summary.length * annotations.description.length).toBeGreaterThan(0);
      expect((expr.match(/\(/g) ?? []).length).toBe((expr.match(/\)/g) ?? []).length);
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

describe('the two roles', () => {
  // Roles belong to a whole server, so this one is the test's own.
  let server: OwnServer;
  let app: Client;

  /** The database as one of its roles. */
  const as = (username: string, password = 'sw0rdfish'): string =>
    Object.assign(new URL(server.url), { username, password, pathname: '/analytics' }).href;

  beforeAll(async () => {
    server = await startOwnServer();
    const maintenance = new Client({ connectionString: server.url });
    await maintenance.connect();
    await maintenance.query('CREATE DATABASE analytics');
    await maintenance.end();
    const admin = new Client({ connectionString: as('postgres', 'postgres') });
    await admin.connect();
    // Twice: running it again changes nothing.
    await admin.query(read('postgres/roles.sql'));
    await admin.query(read('postgres/roles.sql'));
    for (const role of ['analytics_migrator', 'analytics_app']) {
      await admin.query(`ALTER ROLE ${role} PASSWORD 'sw0rdfish'`);
    }
    await admin.end();
    await migrate(as('analytics_migrator'), 'upgrade', 'heads', DEPLOY);
    app = new Client({ connectionString: as('analytics_app') });
    await app.connect();
  });
  afterAll(async () => {
    await app?.end();
    await server?.stop();
  });

  it('let the service work as the one of them, at head and with its metrics', async () => {
    const api = await startApi(as('analytics_app'), {
      onStartup: 'check',
      migrations: { config: join(DEPLOY, 'plumbline.config.ts') },
    });
    try {
      const user = { email: 'ada@example.org', name: 'Ada' };
      const created = await api.send('POST', '/users', user);
      expect(created).toMatchObject({ status: 201 });
      expect(await api.send('PATCH', created.location ?? '', { name: 'Eve' })).toMatchObject({ status: 200 });
      expect(await api.send('DELETE', created.location ?? '')).toMatchObject({ status: 204 });
      expect(await api.send('GET', '/health/detailed')).toMatchObject({ status: 200 });
      expect((await readMetrics(api)).get('plumbline_up')).toBe(1);
    } finally {
      await api.stop();
    }
  });

  it.each([
    'CREATE TABLE mine (id integer)',
    'CREATE TABLE plumbline.mine (id integer)',
    'CREATE TEMPORARY TABLE mine (id integer)',
    'CREATE SCHEMA mine',
    'ALTER TABLE users ADD COLUMN mine integer',
    'DROP TABLE users',
    'TRUNCATE users CASCADE',
    'CREATE INDEX ON users (name)',
    "UPDATE plumbline.plumbline_version SET version_num = 'ffff'",
    'DELETE FROM plumbline.plumbline_history',
    "INSERT INTO plumbline.plumbline_version VALUES ('ffff')",
    'SET ROLE analytics_migrator',
    'CREATE ROLE mine',
  ])('refuse the service: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('let the migrator go down and up again, and what it makes is the service’s to use', async () => {
    await migrate(as('analytics_migrator'), 'downgrade', 'base', DEPLOY);
    await migrate(as('analytics_migrator'), 'upgrade', 'heads', DEPLOY);
    expect((await app.query('SELECT count(*)::int AS users FROM users')).rows).toEqual([{ users: 0 }]);
  });

  it('keep everybody else out', async () => {
    const admin = createDataSource(as('postgres', 'postgres'));
    await admin.initialize();
    const [row] = await admin.query<{ may: boolean }[]>(
      "SELECT has_database_privilege('public', current_database(), 'CONNECT') AS may",
    );
    await admin.destroy();
    expect(row?.may).toBe(false);
  });
});
