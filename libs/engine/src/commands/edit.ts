import { spawn } from 'node:child_process';
import { PlumblineError } from '../errors/plumbline-error';
import { splitWords } from '../kernel/words';
import type { EditReport } from '../report/report';
import { readRevisionFile } from '../revisions/files/read-folder';
import type { CommandIo } from './command-io';
import { namedRevision } from './named-revisions';
import type { OptionsOf } from './options';
import { fileOf, openProject, reportRevision, shown } from './project';

/**
 * Opens the file of a revision in the editor, and reads all revisions again when that is closed, so that what went
 * wrong in a header is said now.
 */
export async function edit(options: OptionsOf<'edit'>, io: CommandIo): Promise<EditReport> {
  const project = await openProject(options, io);
  const id = await namedRevision(project, options, options.revision ?? 'head');
  const { path, fileName, text } = fileOf(project, id);
  await openInEditor(path, options.json === true, io);
  const after = readRevisionFile(path, fileName);
  const reread = await openProject(options, io);
  return {
    command: 'edit',
    revision: reportRevision(reread, after.header.revision),
    changed: after.text !== text,
  };
}

/** Waits for the editor; where standard output holds a document, the editor writes to standard error. */
function openInEditor(path: string, isDocument: boolean, io: CommandIo): Promise<void> {
  const file = shown(io, path);
  const editor = [io.variables['VISUAL'], io.variables['EDITOR']].find((value) => value?.trim());
  const [program, ...args] = splitWords(editor ?? '');
  if (editor === undefined || program === undefined) throw new PlumblineError('no-editor', { file });
  return new Promise((resolve, reject) => {
    const failed = (reason: string, cause?: unknown): void =>
      reject(new PlumblineError('editor-failed', { editor, reason, file }, { cause }));
    spawn(program, [...args, path], {
      cwd: io.cwd,
      env: io.variables as NodeJS.ProcessEnv,
      stdio: ['inherit', isDocument ? 2 : 'inherit', 'inherit'],
    })
      .once('error', (cause) => failed(cause.message, cause))
      .once('close', (code, signal) => {
        if (code === 0) resolve();
        else failed(code === null ? `It was ended by ${String(signal)}.` : `Its exit code is ${code}.`);
      });
  });
}
