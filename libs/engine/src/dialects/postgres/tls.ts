import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import type { PostgresTarget, SslMode } from '../../config/database-url';

/** How one attempt to connect is made: `false` is without TLS. */
export type TlsAttempt = ConnectionOptions | false;

/**
 * The attempts that libpq makes for an `sslmode`, in order (manual, 34.19 SSL Support): `allow` and `prefer` try the
 * other way when the first is refused, `require` verifies nothing unless there is a `sslrootcert`, `verify-ca`
 * verifies the chain, `verify-full` the host name too. A Unix socket never has TLS.
 *
 * One departure: where `verify-*` has no `sslrootcert` and there is no `~/.postgresql/root.crt`, the certificates
 * that Node.js trusts are used, where libpq would refuse. Still verified, never less.
 */
export function tlsAttempts(target: PostgresTarget): readonly TlsAttempt[] {
  if (target.host.startsWith('/')) return [false];
  const attempts: { readonly [Mode in SslMode]: () => readonly TlsAttempt[] } = {
    disable: () => [false],
    allow: () => [false, unverified(target)],
    prefer: () => [unverified(target), false],
    require: () => [target.sslrootcert === undefined ? unverified(target) : verified(target, false)],
    'verify-ca': () => [verified(target, false)],
    'verify-full': () => [verified(target, true)],
  };
  return attempts[target.sslmode]();
}

function unverified(target: PostgresTarget): ConnectionOptions {
  return { ...clientCertificate(target), rejectUnauthorized: false };
}

function verified(target: PostgresTarget, hostName: boolean): ConnectionOptions {
  // libpq: the system's certificates are trusted by everyone, so the host name must be verified with them.
  const system = target.sslrootcert === 'system';
  const home = join(homedir(), '.postgresql', 'root.crt');
  const file = target.sslrootcert ?? (existsSync(home) ? home : undefined);
  return {
    ...clientCertificate(target),
    rejectUnauthorized: true,
    ...(file === undefined || system ? {} : { ca: readFileSync(file) }),
    ...(hostName || system ? {} : { checkServerIdentity: () => undefined }),
  };
}

function clientCertificate({ parameters }: PostgresTarget): ConnectionOptions {
  const { sslcert, sslkey, sslpassword } = parameters;
  if (sslcert === undefined || sslkey === undefined) return {};
  return {
    cert: readFileSync(sslcert),
    key: readFileSync(sslkey),
    ...(sslpassword === undefined ? {} : { passphrase: sslpassword }),
  };
}
