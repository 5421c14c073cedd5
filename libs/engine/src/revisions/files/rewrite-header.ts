import { chmod, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PlumblineError } from '../../errors/plumbline-error';
import { isSame } from '../../kernel/same';
import { findRevises, renderRevises } from './header-comment';
import { HeaderScanner } from './header-scanner';
import { parseHeader } from './revision-header';
import { newRevisionId } from './revision-id';
import { scanString, skipComment, skipWhitespace } from './token-scanner';

/**
 * The text of a revision file with other parents: the value of `downRevision`, and the line `Revises:` of the leading
 * comment where it has one. Everything else stays, byte for byte.
 *
 * @param down the new parents: none for a root, several for a merge
 * @param file its name, for errors
 * @throws PlumblineError `invalid-revision-file` for a header that cannot be read, or not with the new parents
 */
export function rewriteParents(text: string, down: readonly string[], file: string): string {
  const scanner = new HeaderScanner(text, file);
  const at = scanner.scan().get('downRevision')?.at;
  if (at === undefined) throw refused(file, "It has no 'downRevision' at its top.");
  const value = { start: at, end: endOfValue(text, at) };
  const edits = [{ ...value, text: renderDown(down, text.slice(value.start, value.end)) }];
  const { docComment, docCommentAt } = scanner;
  const revises = docComment === undefined ? undefined : findRevises(docComment);
  if (revises !== undefined) {
    edits.push({
      start: docCommentAt + revises.start,
      end: docCommentAt + revises.end,
      text: renderRevises(down),
    });
  }
  const rewritten = edits
    .sort((a, b) => b.start - a.start)
    .reduce((before, edit) => before.slice(0, edit.start) + edit.text + before.slice(edit.end), text);
  const wanted = { ...parseHeader(text, file), down };
  if (!isSame(parseHeader(rewritten, file), wanted)) {
    throw refused(file, 'Its header cannot be rewritten without changing what else it says.');
  }
  return rewritten;
}

/** A value as the format has it, in the quotes that the old one had. */
function renderDown(down: readonly string[], old: string): string {
  const quote = /["'`]/.exec(old)?.[0] ?? "'";
  const ids = down.map((id) => `${quote}${id}${quote}`);
  return ids.length === 1 ? (ids[0] ?? '') : ids.length === 0 ? 'null' : `[${ids.join(', ')}]`;
}

/** The offset after the value at `at`, which the scanner has read: `null`, a string, or an array of strings. */
function endOfValue(text: string, at: number): number {
  const first = text.charAt(at);
  if (first === 'n') return at + 'null'.length;
  if (first !== '[') return endOfString(text, at);
  let end = at + 1;
  for (;;) {
    end = skipWhitespace(text, end);
    const afterComment = skipComment(text, end);
    if (afterComment !== undefined) end = afterComment;
    else if (text.charAt(end) === ']') return end + 1;
    else end = text.charAt(end) === ',' ? end + 1 : endOfString(text, end);
  }
}

function endOfString(text: string, at: number): number {
  const scanned = scanString(text, at);
  return typeof scanned === 'string' ? text.length : scanned.end;
}

/** The text of a file as it is, with its byte order mark, for {@link replaceFile}. */
export function readWhole(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

/**
 * Puts a new text in the place of a file's, whole or not at all: it goes into a hidden file beside it, is flushed to
 * the disk, and takes the name of the old one. Through a symbolic link, what it leads to is replaced.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const temporary = join(dirname(target), `.${basename(target)}.${newRevisionId()}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    // The mode that a file is opened with is cut by the umask.
    await chmod(temporary, mode);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

function refused(file: string, reason: string): PlumblineError {
  return new PlumblineError('invalid-revision-file', { file, reason });
}
