/** What stands in braces in a template of file names. */
export const FILE_NAME_PARTS = [
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'timestamp',
  'revision',
  'slug',
] as const;
export type FileNamePart = (typeof FILE_NAME_PARTS)[number];

export const DEFAULT_FILE_TEMPLATE = '{year}{month}{day}-{hour}{minute}_{revision}_{slug}';

const MAX_LENGTH = 100;
/** One of these makes names that differ: an id is unique, and two revisions are not made in one millisecond. */
const DISTINCT: readonly FileNamePart[] = ['revision', 'timestamp'];

/**
 * What is wrong with a template of file names: it must give one plain file of the versions folder, another one for each
 * revision, that is read as a revision.
 *
 * @returns a sentence without its subject; `undefined` where nothing is wrong
 */
export function problemOfTemplate(template: string): string | undefined {
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  const known: readonly string[] = FILE_NAME_PARTS;
  const unknown = names.find((name) => !known.includes(name));
  const literal = template.replace(/\{[^{}]*\}/g, '');
  if (unknown !== undefined) {
    return `has {${unknown}}, which is none of ${FILE_NAME_PARTS.map((name) => `{${name}}`).join(', ')}`;
  }
  if (/[^\w.-]/.test(literal))
    return "may have letters, digits, '_', '-' and '.' between its parts, and nothing else";
  if (/^[._]/.test(template)) return "begins with '_' or '.', which sets a file aside";
  if (/\.([mc]?[jt]s|d)$/.test(template)) return 'ends like a file; .ts is added';
  if (!names.some((name) => (DISTINCT as readonly string[]).includes(name))) {
    return 'needs {revision} or {timestamp}, so that two revisions do not have one name';
  }
  return template.length > MAX_LENGTH ? `is longer than ${MAX_LENGTH} characters` : undefined;
}
