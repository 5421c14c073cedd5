import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import type { PostgresTarget, SslMode } from '../../config/database-url';

/** How one attempt to connect is made: `false` is without TLS. */
export type TlsAttempt = ConnectionOptions | false;

/**
 * The attempts that libpq makes for an `sslmode`, in order (manual, 34.19 SSL Support): `allow` and `prefer` try the
 * other way when the first is refused, `verify-ca` verifies the chain, `verify-full` the host name too. The others verify
 * nothing, unless there is a root certificate (`sslrootcert`, or `~/.postgresql/root.crt`): then they verify the chain. A Unix
 * socket never has TLS.
 *
 * One departure: where `verify-*` has no `sslrootcert` and there is no `~/.postgresql/root.crt`, the certificates
 * that Node.js trusts are used, where libpq would refuse. Still verified, never less.
 */
export function tlsAttempts(target: PostgresTarget): readonly TlsAttempt[] {
  if (target.host.startsWith('/')) return [false];
  const root = rootCertificate(target);
  const encrypted = (): ConnectionOptions =>
    root === undefined ? { ...clientSide(target), rejectUnauthorized: false } : verified(target, root, false);
  const attempts: { readonly [Mode in SslMode]: () => readonly TlsAttempt[] } = {
    disable: () => [false],
    allow: () => [false, encrypted()],
    prefer: () => [encrypted(), false],
    require: () => [encrypted()],
    'verify-ca': () => [verified(target, root, false)],
    'verify-full': () => [verified(target, root, true)],
  };
  return attempts[target.sslmode]();
}

/** The file of the authorities that are trusted; `system` is Node's own list. */
function rootCertificate({ sslrootcert }: PostgresTarget): string | undefined {
  const file = inHome('root.crt');
  return sslrootcert ?? (existsSync(file) ? file : undefined);
}

function verified(target: PostgresTarget, root: string | undefined, hostName: boolean): ConnectionOptions {
  return {
    ...clientSide(target),
    rejectUnauthorized: true,
    ...(root === undefined || root === 'system' ? {} : { ca: readFileSync(root) }),
    ...(hostName ? {} : { checkServerIdentity: () => undefined }),
  };
}

/** What the client brings: its certificate, and what it asks of the server's. */
function clientSide({ parameters }: PostgresTarget): ConnectionOptions {
  const { sslcrl, ssl_min_protocol_version: least } = parameters;
  return {
    ...clientCertificate(parameters),
    ...(sslcrl === undefined ? {} : { crl: readFileSync(sslcrl) }),
    ...(least === undefined ? {} : { minVersion: least as NonNullable<ConnectionOptions['minVersion']> }),
  };
}

/** `sslcert` and `sslkey`, or the files that stand for them where they are there (manual, 34.19.2). */
function clientCertificate(parameters: PostgresTarget['parameters']): ConnectionOptions {
  const { sslcert = inHome('postgresql.crt'), sslkey = inHome('postgresql.key'), sslpassword } = parameters;
  if (parameters['sslcert'] === undefined && !existsSync(sslcert)) return {};
  assertPrivate(sslkey);
  return {
    cert: readFileSync(sslcert),
    key: readFileSync(sslkey),
    ...(sslpassword === undefined ? {} : { passphrase: sslpassword }),
  };
}

/** As libpq does: a key that others can read is none. One of root's may be read by a group. */
function assertPrivate(key: string): void {
  if (process.platform === 'win32') return;
  const { mode, uid } = statSync(key);
  if ((mode & (uid === 0 ? 0o037 : 0o077)) === 0) return;
  throw new Error(`The private key ${key} can be read by others; chmod 0600 it.`);
}

function inHome(file: string): string {
  return join(homedir(), '.postgresql', file);
}
