import { PlumblineError } from '../../errors/plumbline-error';
import { readMessage } from './header-comment';
import { HeaderScanner, type HeaderValue } from './header-scanner';
import { readWrittenHeader } from './written-header';

/** What a revision file says of itself at its top; read without executing the file. */
export interface RevisionHeader {
  readonly revision: string;
  /** `downRevision`: none for a root, several for a merge. */
  readonly down: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  /** The first paragraph of the leading comment; empty where there is none. */
  readonly message: string;
  /** How the revision runs whatever the run says; absent where it leaves that to the run. */
  readonly transaction?: RevisionTransaction;
  /** ISO 8601 in UTC, from the leading comment; absent where it has none that can be read. */
  readonly created?: string;
}

/** One transaction around the statements of a revision, or none. */
const REVISION_TRANSACTIONS = ['each', 'none'] as const;
export type RevisionTransaction = (typeof REVISION_TRANSACTIONS)[number];

/** The constants of a header; `docs/formats.md` says how they are written. */
export const HEADER_CONSTANTS = [
  'revision',
  'downRevision',
  'branchLabels',
  'dependsOn',
  'transaction',
] as const;
export type HeaderConstant = (typeof HEADER_CONSTANTS)[number];

/** A revision id: Alembic's 32 characters, and nothing that means something in a command line or a symbol. */
export const REVISION_ID = /^[A-Za-z0-9_.]{1,32}$/;

/**
 * Reads the header of a revision file out of its text, statically: a single pass over the leading comment, the
 * imports and the constants; the functions below them are not looked at.
 *
 * @param file its name, for errors
 * @throws PlumblineError `invalid-revision-file`, with line and column
 */
export function parseHeader(text: string, file: string): RevisionHeader {
  return readHeader(new HeaderScanner(text, file), file);
}

/**
 * The same from the first part of a file, where that is enough: the whole header is in it, and something after it.
 * `undefined` where the whole file has to be read, for the header or for what is wrong with it.
 */
export function parseHeaderOfPart(part: string, file: string): RevisionHeader | undefined {
  const written = readWrittenHeader(part);
  if (written !== undefined) return written;
  const scanner = new HeaderScanner(part, file);
  try {
    const header = readHeader(scanner, file);
    return scanner.isComplete ? header : undefined;
  } catch (error) {
    if (error instanceof PlumblineError) return undefined;
    throw error;
  }
}

function readHeader(scanner: HeaderScanner, file: string): RevisionHeader {
  const found = scanner.scan();
  const revision = found.get('revision');
  const down = found.get('downRevision');
  if (revision === undefined) throw missing(scanner, file, "export const revision = '…';");
  if (down === undefined) {
    throw missing(scanner, file, "export const downRevision = '…'; // null for a root, an array for a merge");
  }
  const ids = idReader(scanner);
  if (typeof revision.value !== 'string') throw scanner.problem(revision.at, 'revision is not a string');
  return {
    revision: ids.one(revision.value, revision.at),
    down: readDown(down, ids, scanner),
    branchLabels: ids.list(found.get('branchLabels')),
    dependsOn: ids.list(found.get('dependsOn')),
    ...readTransaction(found.get('transaction'), scanner),
    ...readMessage(scanner.docComment),
  };
}

function readTransaction(
  found: Found | undefined,
  scanner: HeaderScanner,
): { readonly transaction?: RevisionTransaction } {
  if (found === undefined || found.value === null) return {};
  const transaction = REVISION_TRANSACTIONS.find((name) => name === found.value);
  if (transaction === undefined)
    throw scanner.problem(found.at, `transaction is not one of '${REVISION_TRANSACTIONS.join("', '")}'`);
  return { transaction };
}

interface Found {
  readonly value: HeaderValue;
  readonly at: number;
}

interface IdReader {
  one(id: string, at: number): string;
  list(found: Found | undefined): readonly string[];
}

function idReader(scanner: HeaderScanner): IdReader {
  const one = (id: string, at: number): string => {
    if (REVISION_ID.test(id)) return id;
    throw scanner.problem(at, `${JSON.stringify(id)} is not an id: 1 to 32 letters, digits, '_' and '.'`);
  };
  return {
    one,
    list: (found) => {
      if (found === undefined || found.value === null) return [];
      return (typeof found.value === 'string' ? [found.value] : found.value).map((id) => one(id, found.at));
    },
  };
}

function readDown(down: Found, ids: IdReader, scanner: HeaderScanner): readonly string[] {
  if (down.value?.length === 0 && typeof down.value !== 'string')
    throw scanner.problem(down.at, 'downRevision is an empty list: a root has null');
  return ids.list(down);
}

function missing(scanner: HeaderScanner, file: string, line: string): PlumblineError {
  const what = line.split(' ')[2] ?? '';
  return new PlumblineError('invalid-revision-file', {
    file,
    ...scanner.position(scanner.end),
    reason: `It has no '${what}' among the constants at its top. Write, above the first function: ${line}`,
  });
}
