import { PlumblineError } from '../errors/plumbline-error';
import {
  COMMANDS,
  COMMON_OPTIONS,
  type CommandName,
  type CommandSpec,
  type OptionSpec,
} from './command-spec';
import type { CommandOptions } from './command-io';

type Command<Name extends CommandName> = Extract<(typeof COMMANDS)[number], { readonly name: Name }>;
type Value<Type> = Type extends 'flag' ? boolean : Type extends 'texts' ? readonly string[] : string;

/** The options that every command takes, as values. */
export interface CommonOptions {
  readonly config?: string;
  readonly env?: string;
  readonly url?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

type Own<Option> = Option extends { readonly name: infer Name extends string; readonly type: infer Type }
  ? { readonly [Key in Name]?: Value<Type> }
  : never;
type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (
  value: infer All,
) => void
  ? All
  : never;

/** The options of one command, as its entry in the table of commands declares them; defaults are filled in. */
export type OptionsOf<Name extends CommandName> = CommonOptions &
  (Command<Name>['options'] extends readonly []
    ? unknown
    : Intersection<Own<Command<Name>['options'][number]>>);

/** The entry of a command in the table. */
export function specOf(name: CommandName): CommandSpec {
  const spec = COMMANDS.find((command) => command.name === name);
  if (spec === undefined) throw usage(`There is no command '${name}'.`, 'See the commands: plumbline --help');
  return spec;
}

/**
 * Checks the options of a command against the table and fills in the defaults.
 *
 * @throws PlumblineError `usage` for an unknown option, a value of the wrong type, or one that is missing
 */
export function checkOptions<Name extends CommandName>(name: Name, given: CommandOptions): OptionsOf<Name> {
  const spec = specOf(name);
  const known = new Map([...COMMON_OPTIONS, ...spec.options].map((option) => [option.name, option]));
  const checked: Record<string, string | readonly string[] | boolean> = {};
  for (const [key, value] of Object.entries(given)) {
    const option = known.get(key);
    if (option === undefined)
      throw usage(`'${name}' has no option '${key}'.`, `See its options: plumbline ${name} --help`);
    if (value !== undefined) checked[key] = checkValue(name, option, value);
  }
  for (const option of spec.options) {
    if (checked[option.name] !== undefined) continue;
    if (option.default !== undefined)
      checked[option.name] = option.type === 'texts' ? [option.default] : option.default;
    else if (option.required)
      throw usage(`'${name}' needs ${spelling(option)}.`, `For example: ${spec.examples[0]?.[0] ?? name}`);
  }
  return checked as OptionsOf<Name>;
}

function checkValue(
  name: CommandName,
  option: OptionSpec,
  value: string | readonly string[] | boolean,
): string | readonly string[] | boolean {
  const right =
    option.type === 'flag'
      ? typeof value === 'boolean'
      : option.type === 'text'
        ? typeof value === 'string'
        : Array.isArray(value);
  if (right) return value;
  if (option.type === 'texts' && typeof value === 'string') return [value];
  throw usage(
    `${spelling(option)} of '${name}' takes ${option.type === 'flag' ? 'no value' : 'one value'}.`,
    `plumbline ${name} --help`,
  );
}

/** How an option is typed: `--rev-id <id>`, `<revision>`. */
export function spelling(option: OptionSpec): string {
  const value = option.type === 'flag' ? '' : ` <${option.value ?? option.name}>`;
  return option.positional ? value.trim() : `--${kebab(option.name)}${value}`;
}

/** `revId` -> `rev-id`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function usage(problem: string, hint: string): PlumblineError {
  return new PlumblineError('usage', { problem, hint });
}
