import * as v from 'valibot';

/** What is wrong with a value of the configuration, in a line that begins with its key. */
export function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const unknownKey = issue.type === 'strict_object' && issue.expected === 'never';
  const missingKey =
    issue.type === 'strict_object' && issue.received === 'undefined' && !unknownKey && path !== null;
  const what = unknownKey
    ? 'is not a key of the configuration'
    : missingKey
      ? 'is missing'
      : issue.message.replace(/^Invalid /, 'invalid ');
  return path === null ? `The default export ${what}` : `${path}: ${what}`;
}
