import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, isAbsolute, sep } from 'node:path';
import { PlumblineError } from '../../errors/plumbline-error';
import { compareText } from '../../kernel/ordering';
import { codeOf } from '../../kernel/caught';
import { isRevisionFileName } from './file-name';
import { parseHeader, parseHeaderOfPart, type RevisionHeader } from './revision-header';
import { readFirstPart, readSource } from './source-text';
import { readWrittenHeader } from './written-header';

/** A revision file as it was read; nothing of it has been executed. */
export interface RevisionFile {
  /** Absolute, or as the folder was given. */
  readonly path: string;
  readonly fileName: string;
  readonly header: RevisionHeader;
  /**
   * The text without a byte order mark, read and checked once, when it is first asked for: of a long history only
   * the headers are read. Throws `invalid-revision-file` for what is not UTF-8 or hides control characters.
   */
  readonly text: string;
}

/**
 * Reads the revision files of the versions folders: `*.ts`, `*.js`, `*.mts`, `*.cts` directly in them, without declarations and
 * without names that begin with '_' or '.'. Only their headers are parsed. Sorted by file name, then by path; whether
 * ids are unique and parents exist is the graph's to say.
 *
 * @param what `texts` where the texts will be asked for too: each file is then read once
 * @throws PlumblineError `versions-folder-missing`, `invalid-revision-file`
 */
export async function readRevisionFolders(
  folders: readonly string[],
  what: 'headers' | 'texts' = 'headers',
): Promise<readonly RevisionFile[]> {
  // Reading many small files synchronously is several times faster than through the thread pool.
  return folders
    .flatMap((folder) => readFolder(folder, what))
    .sort((a, b) => compareText(a.fileName, b.fileName) || compareText(a.path, b.path));
}

/**
 * Reads the header of one revision file; its text is read when it is asked for.
 *
 * @throws PlumblineError `invalid-revision-file`
 */
export function readRevisionFile(path: string, fileName: string): RevisionFile {
  return readWithin(path.slice(0, path.length - fileName.length), fileName, 'headers');
}

/** @param within the folder, with the separator at its end */
function readWithin(within: string, fileName: string, what: 'headers' | 'texts'): RevisionFile {
  const path = within + fileName;
  const part = what === 'texts' ? undefined : readFirstPart(path);
  const header = part === undefined ? undefined : parseHeaderOfPart(part, path);
  if (header !== undefined) return new FileOnDisk(within, fileName, header);
  const text = readSource(path);
  return new FileOnDisk(within, fileName, readWrittenHeader(text) ?? parseHeader(text, path), text);
}

/** Its path is put together when it is asked for: ten thousand of them are a megabyte to carry along. */
class FileOnDisk implements RevisionFile {
  readonly #within: string;
  #text: string | undefined;

  constructor(
    within: string,
    readonly fileName: string,
    readonly header: RevisionHeader,
    text?: string,
  ) {
    this.#within = within;
    this.#text = text;
  }

  get path(): string {
    return this.#within + this.fileName;
  }

  get text(): string {
    this.#text ??= readSource(this.path);
    return this.#text;
  }
}

function readFolder(folder: string, what: 'headers' | 'texts'): readonly RevisionFile[] {
  // Joined once: of ten thousand files, `join` takes longer than reading the folder.
  const within = join(folder, sep);
  return entriesOf(folder)
    .filter((entry) => isRevisionFileName(entry.name) && isFileWithin(folder, entry))
    .map(({ name }) => readWithin(within, name, what));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new PlumblineError('versions-folder-missing', { folder }, { cause });
    }
    throw cause;
  }
}

/** A file, or a link to one that is in the folder too: what is reviewed with the folder is what runs. */
function isFileWithin(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const path = join(folder, entry.name);
  const refuse = (reason: string, cause?: unknown) =>
    new PlumblineError('invalid-revision-file', { file: path, reason }, { cause });
  let target: string;
  try {
    target = realpathSync(path);
  } catch (cause) {
    throw refuse('It is a symbolic link to nothing.', cause);
  }
  const within = relative(realpathSync(folder), target);
  if (within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) {
    throw refuse('It is a symbolic link out of the versions folder.');
  }
  return statSync(target).isFile();
}
