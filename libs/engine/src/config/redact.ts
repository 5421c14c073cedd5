/**
 * The one redactor of connection URLs: what stands between the first `:` of the authority and the last `@` is
 * replaced, whether or not the URL parses (a password may hold an unescaped `/`, `?` or `@`, a slash may be missing); so
 * are parameters that hold secrets. Of a connection string of libpq, `host=… password=…`, nothing shows from the first of
 * them on: nobody knows where a password without quotes ends.
 */
export function redactUrl(url: string): string {
  return url
    .replace(/^([^:/?#]+:\/{0,2}[^:@/?#]*):.*@/s, '$1:***@')
    .replace(/([?&](?:password|sslpassword|passfile|token)=)[^&#]*/gi, '$1***')
    .replace(/^([^:?]*?\b(?:password|sslpassword|passfile)\s*=).*$/is, '$1***');
}

/**
 * A redactor of texts that others wrote about a connection (a driver, a program): the secrets of the target are replaced
 * wherever they stand, as they are, percent-encoded, and escaped for a connection string or JSON.
 */
export function redactorOf(target: {
  readonly password?: string;
  readonly parameters: Readonly<Record<string, string>>;
}): (text: string) => string {
  const secrets = [target.password, target.parameters['sslpassword']].filter(
    (secret) => secret !== undefined && secret !== '',
  );
  const spellings = secrets.flatMap((secret = '') => [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    secret.replace(/[\\']/g, '\\$&'),
    JSON.stringify(secret).slice(1, -1),
  ]);
  // The longest first: one may be a part of another.
  const all = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) => all.reduce((shown, spelling) => shown.replaceAll(spelling, '***'), text);
}
