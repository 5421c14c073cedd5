import { DEFAULT_FILE_TEMPLATE, type FileNamePart } from '../../config/file-template';
import { PlumblineError } from '../../errors/plumbline-error';
import { REVISION_ID } from './revision-header';

const SLUG_LENGTH = 40;

/** What a revision file is called after. */
export interface FileNameParts {
  readonly revision: string;
  readonly message: string;
  /** ISO 8601, in UTC. */
  readonly created: string;
}

interface Source {
  readonly time: Date;
  readonly revision: string;
  readonly slug: string;
}

const PARTS: { readonly [Part in FileNamePart]: (source: Source) => string } = {
  year: ({ time }) => String(time.getUTCFullYear()),
  month: ({ time }) => twoDigits(time.getUTCMonth() + 1),
  day: ({ time }) => twoDigits(time.getUTCDate()),
  hour: ({ time }) => twoDigits(time.getUTCHours()),
  minute: ({ time }) => twoDigits(time.getUTCMinutes()),
  second: ({ time }) => twoDigits(time.getUTCSeconds()),
  timestamp: ({ time }) => String(time.getTime()),
  revision: ({ revision }) => revision,
  slug: ({ slug }) => slug,
};

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/**
 * The name of a revision file: `20261122-0749_3f2a9c1d7b4e_add_users.ts`, so that a listing is in the order of creation;
 * or what another template says. Where there is no slug, what parts it from the rest goes too.
 *
 * @param template one in which nothing is wrong, see `problemOfTemplate`
 * @throws TypeError for an id or a time that is none
 */
export function revisionFileName(
  { revision, message, created }: FileNameParts,
  template: string = DEFAULT_FILE_TEMPLATE,
): string {
  if (!REVISION_ID.test(revision)) throw new TypeError(`not a revision id: ${JSON.stringify(revision)}`);
  const time = new Date(created);
  if (Number.isNaN(time.getTime())) throw new TypeError(`not a time: ${JSON.stringify(created)}`);
  const slug = slugOf(message);
  const filled = slug === '' ? template.replace(/^\{slug\}[-._]*|[-._]*\{slug\}/g, '') : template;
  return `${filled.replace(/\{(\w+)\}/g, (_, part: FileNamePart) => PARTS[part]({ time, revision, slug }))}.ts`;
}

/**
 * A message as a part of a file name: lower-case letters, digits and '_', at most 40 of them and cut between two words.
 * Letters with marks lose the marks; what no Latin letter stands for is left out, and a message of nothing else gives ''.
 */
export function slugOf(message: string): string {
  const words = message
    .replace(/ß/g, 'ss')
    .replace(/[øØ]/g, 'o')
    .replace(/[æÆ]/g, 'ae')
    .replace(/[œŒ]/g, 'oe')
    .replace(/[łŁ]/g, 'l')
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/['’]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = words[0]?.slice(0, SLUG_LENGTH) ?? '';
  for (const word of words.slice(1)) {
    if (slug.length + 1 + word.length > SLUG_LENGTH) break;
    slug += `_${word}`;
  }
  return slug;
}

/** Whether a name in a versions folder is a revision file's: not a declaration, not hidden, not set aside with '_'. */
export function isRevisionFileName(name: string): boolean {
  return /^[^._].*\.(?:ts|js|mts|cts)$/.test(name) && !/\.d\.[mc]?ts$/.test(name);
}

/** Refuses a name that is not one plain file within its folder. */
export function checkFileName(name: string): void {
  if (isRevisionFileName(name) && !/[/\\\0]/.test(name)) return;
  throw new PlumblineError('invalid-revision-file', {
    file: name,
    reason:
      "A revision file is a .ts file directly in a versions folder, is no .d.ts, and does not begin with '_' or '.'.",
  });
}
