import type { GeneratorCallback, Tree } from '@nx/devkit';
import { isPlumblineError, type CommandOptions } from '@plumbline/engine';
import { COMMANDS, COMMON_OPTIONS, type CommandName } from '@plumbline/engine/commands';
import { join, relative } from 'node:path';
import { runEngine } from '../run-engine';
import { asTyped } from './as-typed';
import { findConfigFile } from './find-project';
import { inWords } from './refusal';

/** The options of a generator that is a command: those of the command, and the project. */
export interface CommandSchema {
  readonly project?: string;
}

/**
 * Runs a command that writes a revision, with its file written into the Tree, so that `--dry-run` shows what would be
 * written and writes nothing. The file is the engine's byte for byte, and is not formatted: what the generator and the
 * target of the same command write is the same.
 *
 * @returns what Nx calls when the file is on the disk, and does not call for `--dry-run`: it runs the commands that the
 *   configuration has for new files
 * @throws Error when the command fails; it has printed why
 */
export async function runInTree(
  tree: Tree,
  name: CommandName,
  schema: CommandSchema,
): Promise<GeneratorCallback> {
  const options = {
    ...commandOptions(name, schema),
    config: join(tree.root, findConfigFile(tree, schema.project)),
  };
  const callbacks: (() => Promise<void>)[] = [];
  const writeFile = (file: string, text: string, afterwards?: () => Promise<void>): void => {
    tree.write(relative(tree.root, file), text);
    if (afterwards !== undefined) callbacks.push(afterwards);
  };
  const code = await runEngine(name, options, { cwd: process.cwd(), writeFile });
  if (code !== 0) throw new Error(`No migration was written (exit code ${code}); the reason is above.`);
  return async () => {
    for (const callback of callbacks) await callback().catch(throwInWords);
  };
}

function throwInWords(error: unknown): never {
  throw isPlumblineError(error) ? inWords(error) : error;
}

function commandOptions(name: CommandName, schema: CommandSchema): Record<string, CommandOptions[string]> {
  const own = COMMANDS.find((command) => command.name === name)?.options ?? [];
  const given = new Map<string, unknown>(Object.entries(schema));
  const values: Record<string, CommandOptions[string]> = {};
  for (const option of [...COMMON_OPTIONS, ...own]) {
    const value = given.get(option.name);
    if (value === undefined) continue;
    if (option.type === 'flag') values[option.name] = value === true;
    else if (option.type === 'texts') values[option.name] = [value].flat().map(asTyped);
    else values[option.name] = asTyped(value);
  }
  return values;
}
