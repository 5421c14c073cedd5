import { startOwnServer, type OwnServer } from '@plumbline/testing';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDatabaseUrl } from '../../config/database-url';
import { connect } from './connect';
import { failure, targetOf } from './testing/harness';
import { tlsAttempts } from './tls';

/** A server with TLS of its own, whose certificate is for `localhost` and signed by a made-up authority. */
let server: OwnServer | undefined;
let folder: string;

const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

const serverUrl = () => server?.url ?? '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-tls-'));
  server = await startOwnServer();
  const session = await connect(targetOf(serverUrl()));
  const [row] = await session.query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
  const data = row?.folder ?? '';
  for (const authority of ['root', 'stranger']) {
    openssl(
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-subj', `/CN=${authority}`, '-keyout', `${authority}.key`, '-out', `${authority}.crt`],
    );
  }
  openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...[
      '-CA',
      'root.crt',
      '-CAkey',
      'root.key',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-keyout', join(data, 'server.key'), '-out', join(data, 'server.crt')],
  );
  const { uid, gid } = statSync(data);
  for (const file of ['server.key', 'server.crt']) {
    chownSync(join(data, file), uid, gid);
    chmodSync(join(data, file), 0o600);
  }
  openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...[
      '-CA',
      'root.crt',
      '-CAkey',
      'root.key',
      '-subj',
      '/CN=deploy',
      '-addext',
      'basicConstraints=critical,CA:FALSE',
    ],
    ...['-keyout', 'client.key', '-out', 'client.crt'],
  );
  chmodSync(join(folder, 'client.key'), 0o600);
  copyFileSync(join(folder, 'root.crt'), join(data, 'root.crt'));
  chownSync(join(data, 'root.crt'), uid, gid);
  await session.query("ALTER SYSTEM SET ssl_ca_file = 'root.crt'");
  await session.query('ALTER SYSTEM SET ssl = on');
  await session.query('SELECT pg_reload_conf()');
  await session.close();
  for (let n = 0; n < 50 && !(await hasTls('prefer', '127.0.0.1')); n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

async function hasTls(mode: string, host: string, root?: string): Promise<boolean> {
  const target = targetOf(serverUrl(), (url) => {
    url.hostname = host;
    url.searchParams.set('sslmode', mode);
    if (root !== undefined) url.searchParams.set('sslrootcert', join(folder, root));
  });
  const session = await connect(target);
  const [row] = await session.query<{ ssl: boolean }>(
    'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
  );
  await session.close();
  return row?.ssl === true;
}

describe('sslmode, against a server with TLS', () => {
  it.each<readonly [string, string, string | undefined, boolean]>([
    ['disable', '127.0.0.1', undefined, false],
    ['allow', '127.0.0.1', undefined, false],
    ['prefer', '127.0.0.1', undefined, true],
    ['require', '127.0.0.1', undefined, true],
    ['require', '127.0.0.1', 'root.crt', true],
    ['verify-ca', '127.0.0.1', 'root.crt', true],
    ['verify-full', 'localhost', 'root.crt', true],
  ])('%s at %s with %s', async (mode, host, root, expected) => {
    expect(await hasTls(mode, host, root)).toBe(expected);
  });

  it.each<readonly [string, string, string | undefined]>([
    ['require', '127.0.0.1', 'stranger.crt'],
    ['verify-ca', '127.0.0.1', 'stranger.crt'],
    ['verify-ca', '127.0.0.1', undefined],
    ['verify-full', 'localhost', 'stranger.crt'],
    ['verify-full', 'localhost', undefined],
    ['verify-full', '127.0.0.1', 'root.crt'],
  ])('%s at %s with %s refuses', async (mode, host, root) => {
    expect(await failure(hasTls(mode, host, root))).toMatchObject({ code: 'database-unreachable' });
  });

  it('brings its own certificate, unless others could read the key', async () => {
    const target = targetOf(serverUrl(), (url) => {
      url.hostname = 'localhost';
      const files = { sslrootcert: 'root.crt', sslcert: 'client.crt', sslkey: 'client.key' };
      for (const [key, file] of Object.entries(files)) url.searchParams.set(key, join(folder, file));
      url.searchParams.set('sslmode', 'verify-full');
    });
    const session = await connect(target);
    const rows = await session.query('SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    await session.close();
    expect(rows).toEqual([{ client_dn: '/CN=deploy' }]);
    chmodSync(join(folder, 'client.key'), 0o644);
    expect(await failure(connect(target))).toMatchObject({
      code: 'database-unreachable',
      data: { reason: expect.stringContaining('can be read by others') },
    });
  });

  it('takes from the environment what the URL does not say', async () => {
    const variables = { PGSSLMODE: 'verify-full', PGSSLROOTCERT: join(folder, 'stranger.crt') };
    const plain = parseDatabaseUrl(serverUrl().replace('127.0.0.1', 'localhost'), '/', variables);
    expect(await failure(connect(plain))).toMatchObject({ code: 'database-unreachable' });
    const said = parseDatabaseUrl(
      `${serverUrl()}?sslmode=prefer&sslrootcert=${join(folder, 'root.crt')}`,
      '/',
      variables,
    );
    const session = await connect(said);
    await session.close();
  });

  it('asks for the password under either, and falls back to neither when it is wrong', async () => {
    const target = targetOf(serverUrl(), (url) => {
      url.password = 'wrong';
      url.searchParams.set('sslmode', 'prefer');
    });
    expect(await failure(connect(target))).toMatchObject({ code: 'authentication-failed' });
  });
});

describe("sslrootcert=system, the system's certificates", () => {
  it('goes with verify-full alone, and asks for it', () => {
    const url = 'postgresql://u@h/d?sslrootcert=system';
    expect(targetOf(url).sslmode).toBe('verify-full');
    expect(() => targetOf(`${url}&sslmode=require`)).toThrow(
      expect.objectContaining({ code: 'malformed-url' }),
    );
    expect(tlsAttempts(targetOf(url))).toEqual([{ rejectUnauthorized: true }]);
  });
});
