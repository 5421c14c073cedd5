import { execFile } from 'node:child_process';
import { libpqEnvironment } from '../../config/libpq-environment';
import { redactorOf } from '../../config/redact';
import type { BackupOptions, Session } from '../../dialect/dialect';
import { PlumblineError } from '../../errors/plumbline-error';
import type { PostgresSession } from './session';

/**
 * Dumps the database with `pg_dump` in its custom format, and reads the contents of the file back with `pg_restore --list`
 * (manual, pg_dump and pg_restore). A dump is of one moment, whatever is written meanwhile.
 *
 * @throws PlumblineError `backup-tool-missing`, `backup-tool-old`, `backup-failed`
 */
export async function backup(session: Session, file: string, options: BackupOptions): Promise<void> {
  const { target } = session as PostgresSession;
  const [row] = await session.query<{ readonly version: string }>(
    "SELECT split_part(current_setting('server_version'), ' ', 1) AS version",
  );
  const server = row?.version ?? '';
  const env = libpqEnvironment(target, options.variables);
  const { PGPASSWORD: password } = env;
  const program: Program = {
    env,
    hide: redactorOf({ parameters: target.parameters, ...(password === undefined ? {} : { password }) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  await assertVersion(program, server);
  const dump = await execute(program, 'pg_dump', ['--format=custom', '--no-password', '--file', file]);
  if (dump.failure !== undefined) throw failed(target.displayUrl, dump.failure);
  const list = await execute(program, 'pg_restore', ['--list', file]);
  if (list.failure !== undefined) {
    throw failed(target.displayUrl, `The file cannot be read back. ${list.failure}`);
  }
}

/** The command that brings a backup back, for a person to complete. */
export function restoreCommand(file: string): string {
  return `pg_restore --clean --if-exists --single-transaction --dbname <database> ${file}`;
}

interface Program {
  readonly env: Record<string, string>;
  readonly hide: (text: string) => string;
  readonly signal?: AbortSignal;
}

interface Ended {
  readonly stdout: string;
  /** What it said where it did not end well. */
  readonly failure?: string;
  readonly isMissing: boolean;
}

async function assertVersion(program: Program, server: string): Promise<void> {
  for (const tool of ['pg_dump', 'pg_restore']) {
    const { stdout, failure, isMissing } = await execute(program, tool, ['--version']);
    if (isMissing) throw new PlumblineError('backup-tool-missing', { tool, server: `PostgreSQL ${server}` });
    const version = /(\d+)[.\w]*/.exec(stdout)?.[0];
    if (version === undefined) throw failed(tool, failure ?? `${tool} does not say its version.`);
    if (Number.parseInt(version, 10) < Number.parseInt(server, 10)) {
      throw new PlumblineError('backup-tool-old', { tool, version, server: `PostgreSQL ${server}` });
    }
  }
}

/** Runs a program without a shell. What it prints has passed the redactor. */
function execute({ env, hide, signal }: Program, name: string, words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const settings = { env, maxBuffer: 64 * 1024 * 1024, ...(signal === undefined ? {} : { signal }) };
    const child = execFile(name, [...words], settings, (error, stdout, stderr) => {
      const said = hide(stderr.trim() === '' ? (error?.message ?? '') : stderr.trim());
      resolve({
        stdout,
        isMissing: error !== null && error.code === 'ENOENT',
        ...(error === null
          ? {}
          : { failure: `${name} ended with ${String(error.code ?? error.signal)}: ${said}` }),
      });
    });
    child.stdin?.end();
  });
}

function failed(url: string, reason: string): PlumblineError {
  return new PlumblineError('backup-failed', { url, reason });
}
