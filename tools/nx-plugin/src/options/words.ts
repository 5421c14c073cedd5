import type { OptionSpec } from '@plumbline/engine/commands';

/** The words of a command line, sorted by the options that they belong to. */
export interface Words {
  /** The values of text options, in the order in which they were typed. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** The flags, by their last mention. */
  readonly flags: ReadonlyMap<string, boolean>;
  readonly positional: readonly string[];
}

/**
 * Sorts the words of a command line. Nx parses them with yargs-parser, which makes the number 10000000000 of the
 * revision `1e10` and -1 of `-1`; here every value stays as it was typed.
 */
export function sortWords(options: readonly OptionSpec[], words: readonly string[]): Words {
  const named = new Map<string, string[]>();
  const flags = new Map<string, boolean>();
  const positional: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') continue;
    const option = optionOf(options, word);
    if (option === undefined) {
      positional.push(word);
      continue;
    }
    const { name, inline, negated } = option;
    const next = words[index + 1];
    if (option.type === 'flag') {
      const separate = inline === undefined && (next === 'true' || next === 'false');
      if (separate) index += 1;
      flags.set(name, (separate ? next : inline) !== 'false' && !negated);
    } else {
      if (inline === undefined) index += 1;
      const value = inline ?? next;
      if (value !== undefined) named.set(name, [...(named.get(name) ?? []), value]);
    }
  }
  return { named, flags, positional };
}

interface Mention {
  readonly name: string;
  readonly type: OptionSpec['type'];
  /** What follows `=` in the same word. */
  readonly inline: string | undefined;
  /** `--no-flag`. */
  readonly negated: boolean;
}

/** Which option a word names: `--rev-id`, `--revId`, `--rev-id=…`, `-m`, `-m=…`, `--no-sql`. */
function optionOf(options: readonly OptionSpec[], word: string): Mention | undefined {
  const match = /^(?<dashes>--?)(?<name>[A-Za-z][\w-]*)(?:=(?<inline>[\s\S]*))?$/.exec(word);
  if (match?.groups === undefined) return undefined;
  const { dashes, name = '', inline } = match.groups;
  const long = dashes === '--';
  const find = (wanted: string): OptionSpec | undefined =>
    options.find((option) => (long ? option.name === camelCase(wanted) : option.short === wanted));
  const plain = find(name);
  if (plain !== undefined) return { name: plain.name, type: plain.type, inline, negated: false };
  const flag = long && name.startsWith('no-') ? find(name.slice(3)) : undefined;
  return flag === undefined ? undefined : { name: flag.name, type: flag.type, inline, negated: true };
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
