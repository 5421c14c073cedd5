import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PlumblineError } from '../errors/plumbline-error';
import type { RevisionReport } from '../report/report';
import { checkFileName, revisionFileName } from '../revisions/files/file-name';
import type { Body } from '../revisions/files/render-operations';
import { renderRevision } from '../revisions/files/render-revision';
import type { RevisionHeader } from '../revisions/files/revision-header';
import { writeRevision } from '../revisions/files/write-revision';
import { runPostWrite } from './post-write';
import { fileOf, shown, type Project } from './project';

/**
 * The versions folder to write to: the one that is named, else that of the first parent, else the only one.
 *
 * @param down the parents of the new revision
 * @throws PlumblineError `usage` for a folder that is none of the configuration's, and for a root where there are several
 */
export function chooseFolder(project: Project, named: string | undefined, down: readonly string[]): string {
  const { versions } = project.config;
  const [parent] = down;
  const [only, ...more] = versions;
  const near = parent === undefined ? undefined : dirname(fileOf(project, parent).path);
  const folder =
    named === undefined
      ? (versions.find((one) => one === near) ?? (more.length === 0 ? only : undefined))
      : versions.find((one) => one === resolve(project.io.cwd, named));
  if (folder !== undefined) return folder;
  const known = versions.map((one) => shown(project.io, one)).join(', ');
  throw new PlumblineError('usage', {
    problem:
      named === undefined
        ? 'There are several versions folders, and a root has no parent to say which.'
        : `${named} is not a versions folder of the configuration.`,
    hint: `Name one of these with --version-path: ${known}`,
  });
}

/**
 * Writes a revision file, on disk or through the caller's own writer, runs what the configuration wants run on it, and
 * reports it.
 *
 * @throws PlumblineError those of writing; `post-write-failed`, and then the file is there
 */
export async function createFile(
  project: Project,
  folder: string,
  revision: { readonly header: RevisionHeader; readonly upgrade: Body; readonly downgrade: Body },
): Promise<RevisionReport> {
  const created = revision.header.created ?? new Date().toISOString();
  const header = { ...revision.header, created };
  const name = revisionFileName(
    { revision: header.revision, message: header.message, created },
    project.config.fileTemplate,
  );
  const path = join(folder, name);
  await write(project, path, renderRevision({ ...revision, header }), () =>
    runPostWrite(project, path, header),
  );
  return {
    revision: header.revision,
    message: header.message,
    down: header.down,
    dependsOn: header.dependsOn,
    labels: header.branchLabels,
    created,
    file: shown(project.io, path),
    marks: header.down.length > 1 ? ['head', 'merge point'] : ['head'],
  };
}

async function write(
  { io }: Project,
  path: string,
  text: string,
  afterwards: () => Promise<void>,
): Promise<void> {
  const { writeFile } = io;
  if (writeFile === undefined) {
    await writeRevision(dirname(path), basename(path), text);
    await afterwards();
    return;
  }
  checkFileName(basename(path));
  if (existsSync(path)) throw new PlumblineError('file-exists', { file: path });
  writeFile(path, text, afterwards);
}
