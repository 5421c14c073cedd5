import { spawn } from 'node:child_process';
import { basename, delimiter, dirname, join } from 'node:path';
import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { isSame } from '../kernel/same';
import { readRevisionFile } from '../revisions/files/read-folder';
import type { RevisionHeader } from '../revisions/files/revision-header';
import type { CommandIo } from './command-io';
import { shown, type Project } from './project';

/** Of what a command prints, as much as an error repeats. */
const SHOWN_LINES = 20;

/**
 * Runs what the configuration wants run on a new revision file, one command after another, in the folder of the
 * configuration. Programs are found as in a script of npm. What they print is shown where one of them fails.
 *
 * @param header what the file has to say at its top before and after
 * @throws PlumblineError `post-write-failed`; the file is kept
 */
export async function runPostWrite(
  { config, io }: Project,
  path: string,
  header: RevisionHeader,
): Promise<void> {
  for (const words of config.postWrite) {
    const command = withFile(words, path);
    const reason = (await run(command, config.directory, io)) ?? damageOf(path, header);
    if (reason !== undefined) {
      throw new PlumblineError('post-write-failed', {
        command: command.join(' '),
        file: shown(io, path),
        reason,
      });
    }
  }
}

function withFile(words: readonly string[], path: string): readonly string[] {
  const filled = words.map((word) => word.replaceAll('{file}', path));
  return isSame(filled, words) ? [...words, path] : filled;
}

/** @returns why it did not end well */
function run(
  [program = '', ...args]: readonly string[],
  cwd: string,
  io: CommandIo,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: withLocalPrograms(io.variables as NodeJS.ProcessEnv, cwd),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(io.signal === undefined ? {} : { signal: io.signal }),
    });
    let output = '';
    const keep = (text: string): void => void (output += text);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', ({ message }) => resolve(`${message}.`));
    child.once('close', (code, signal) => {
      const said = output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
      if (code === 0) resolve(undefined);
      else
        resolve(
          [code === null ? `It was ended by ${String(signal)}.` : `Its exit code is ${code}.`, said]
            .join('\n')
            .trim(),
        );
    });
  });
}

/** With the folders in front in which npm puts the programs of packages. */
function withLocalPrograms(variables: NodeJS.ProcessEnv, directory: string): NodeJS.ProcessEnv {
  // On Windows it is called Path.
  const name = Object.keys(variables).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders: string[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules', '.bin'));
    if (dirname(folder) === folder) break;
  }
  return { ...variables, [name]: [...folders, variables[name] ?? ''].join(delimiter) };
}

/** What a command did to the file that it must not. */
function damageOf(path: string, header: RevisionHeader): string | undefined {
  try {
    const { header: found } = readRevisionFile(path, basename(path));
    return isSame(found, header) ? undefined : 'It changed the header of the revision.';
  } catch (error) {
    if (isPlumblineError(error)) return `It left no revision file: ${error.why}`;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'It took the file away.';
    throw error;
  }
}
