import { link, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../errors/plumbline-error';
import { codeOf } from '../../kernel/caught';
import { checkFileName } from './file-name';
import { newRevisionId } from './revision-id';

/**
 * Writes a revision file that is not there yet. It appears whole or not at all: the text goes into a hidden file beside it and
 * is flushed to the disk before the file has its name. Never overwrites.
 *
 * @returns the path of the file
 * @throws PlumblineError `file-exists`, `versions-folder-missing`, `invalid-revision-file` for a name that leaves the folder
 */
export async function writeRevision(folder: string, fileName: string, text: string): Promise<string> {
  checkFileName(fileName);
  const path = join(folder, fileName);
  const temporary = join(folder, `.${fileName}.${newRevisionId()}.tmp`);
  try {
    await writeNew(temporary, text);
    try {
      // Unlike a rename, a link refuses a name that is taken, in one step.
      await link(temporary, path);
    } catch (error) {
      if (!WITHOUT_LINKS.has(codeOf(error))) throw error;
      await writeNew(path, text);
    }
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw new PlumblineError('file-exists', { file: path }, { cause });
    if (codeOf(cause) === 'ENOENT')
      throw new PlumblineError('versions-folder-missing', { folder }, { cause });
    throw cause;
  } finally {
    await rm(temporary, { force: true });
  }
  return path;
}

/** What file systems without hard links say. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK']);

async function writeNew(path: string, text: string): Promise<void> {
  const file: FileHandle = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}
