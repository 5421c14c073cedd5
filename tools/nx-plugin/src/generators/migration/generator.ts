import type { GeneratorCallback, Tree } from '@nx/devkit';
import { isPlumblineError, type CommandOptions } from '@plumbline/engine';
import { COMMANDS, COMMON_OPTIONS } from '@plumbline/engine/commands';
import { join, relative } from 'node:path';
import { runEngine } from '../../run-engine';
import { findConfigFile } from './find-project';
import type { MigrationGeneratorSchema } from './schema';
import { asTyped } from './as-typed';

/**
 * `nx g migration "add users"`: the `revision` command, with its file written into the Tree, so that `--dry-run`
 * shows what would be written and writes nothing. The file is the engine's byte for byte, and is not formatted: what
 * this generator and `nx run db:migrate-create` write is the same.
 *
 * @returns what Nx calls when the file is on the disk, and does not call for `--dry-run`: it runs the commands that the
 *   configuration has for new files
 */
export async function migrationGenerator(
  tree: Tree,
  schema: MigrationGeneratorSchema,
): Promise<GeneratorCallback> {
  const options = {
    ...revisionOptions(schema),
    config: join(tree.root, findConfigFile(tree, schema.project)),
  };
  const callbacks: (() => Promise<void>)[] = [];
  const writeFile = (file: string, text: string, afterwards?: () => Promise<void>): void => {
    tree.write(relative(tree.root, file), text);
    if (afterwards !== undefined) callbacks.push(afterwards);
  };
  const code = await runEngine('revision', options, { cwd: process.cwd(), writeFile });
  if (code !== 0) throw new Error(`No migration was written (exit code ${code}); the reason is above.`);
  return async () => {
    for (const callback of callbacks) await callback().catch(inWords);
  };
}

/** Nx shows of an error its message. */
function inWords(error: unknown): never {
  if (!isPlumblineError(error)) throw error;
  throw new Error(`${error.message}\n${error.why}\n${error.next}`, { cause: error });
}

export default migrationGenerator;

function revisionOptions(schema: MigrationGeneratorSchema): Record<string, CommandOptions[string]> {
  const own = COMMANDS.find((command) => command.name === 'revision')?.options ?? [];
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
