import type { CommandOptions } from '@plumbline/engine';
import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from '@plumbline/engine/commands';
import { resolve } from 'node:path';
import { sortWords, type Words } from './words';

/** What Nx hands to an executor: parsed values, from the command line and from project.json, and the words as typed. */
export interface ExecutorOptions {
  readonly __unparsed__?: readonly string[];
  readonly [option: string]: unknown;
}

/** Where relative paths begin: typed ones where the user stands, configured ones at the workspace's root. */
export interface Folders {
  readonly typed: string;
  readonly configured: string;
}

/**
 * The options of a command as the engine wants them: what was typed on the command line, letter by letter, else what
 * project.json, nx.json or the schema's default says.
 *
 * @throws Error for words that belong to no option
 */
export function commandOptions(
  spec: CommandSpec,
  options: ExecutorOptions,
  folders: Folders,
): Record<string, CommandOptions[string]> {
  const specs = [...COMMON_OPTIONS, ...spec.options];
  const words = sortWords(specs, options.__unparsed__ ?? []);
  refuseLeftOver(spec, words);
  const values: Record<string, CommandOptions[string]> = {};
  for (const option of specs) {
    const typed = typedValue(option, words);
    const value = typed ?? configuredValue(option, options[option.name]);
    if (value === undefined) continue;
    const folder = typed === undefined ? folders.configured : folders.typed;
    values[option.name] = isFile(option, value) ? resolve(folder, value) : value;
  }
  return values;
}

function typedValue(option: OptionSpec, words: Words): CommandOptions[string] {
  if (option.type === 'flag') return words.flags.get(option.name);
  const values = words.named.get(option.name) ?? (option.positional ? words.positional : []);
  if (values.length === 0) return undefined;
  return option.type === 'texts' ? values : values.at(-1);
}

function configuredValue(option: OptionSpec, value: unknown): CommandOptions[string] {
  if (value === undefined || value === null) return undefined;
  if (option.type === 'flag') return value === true;
  if (option.type === 'texts') return (Array.isArray(value) ? value : [value]).map(String);
  return String(value);
}

function isFile(option: OptionSpec, value: unknown): value is string {
  return option.value === 'file' && typeof value === 'string';
}

/** More values than the command takes would be passed over in silence, and with them what the user meant. */
function refuseLeftOver(spec: CommandSpec, { named, positional }: Words): void {
  const option = spec.options.find((candidate) => candidate.positional);
  const taken = option === undefined || named.has(option.name) ? 0 : option.type === 'texts' ? Infinity : 1;
  const extra = positional[taken];
  if (extra === undefined) return;
  throw new Error(
    `'${extra}' is one argument too many. See the options of this target: add --help to the command.`,
  );
}
