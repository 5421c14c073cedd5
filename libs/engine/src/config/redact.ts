/**
 * The one redactor of connection URLs: what stands between the first `:` of the authority and the last `@` is
 * replaced, whether or not the URL parses (a password may hold an unescaped `/`, `?` or `@`); so are parameters
 * that hold secrets.
 */
export function redactUrl(url: string): string {
  return url
    .replace(/^([^:/?#]+:\/\/[^:@/?#]*):.*@/s, '$1:***@')
    .replace(/([?&](?:password|sslpassword|passfile|token)=)[^&#]*/gi, '$1***');
}
