import type { CommandSpec } from '@plumbline/engine/commands';
import { sortWords } from './words';

/** The values of the first example that has any: `{ revision: '+2' }`. */
export function exampleOptions(spec: CommandSpec): Record<string, unknown> {
  const all = spec.examples.map(([command]) => optionsOf(spec, command));
  return all.find((options) => Object.keys(options).length > 0) ?? {};
}

/** An example of the command line, in Nx's words: `nx run db:migrate-upgrade -- --revision=+2`. */
export function nxExample(spec: CommandSpec, command: string): string {
  const words = Object.entries(optionsOf(spec, command)).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [value].flat().map((text) => `--${name}=${quote(String(text))}`),
  );
  return [`nx run db:migrate-${spec.target}`, ...(words.length === 0 ? [] : ['--', ...words])].join(' ');
}

function optionsOf(spec: CommandSpec, command: string): Record<string, unknown> {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const { named, flags, positional } = sortWords(spec.options, words.slice(2));
  const option = spec.options.find((candidate) => candidate.positional);
  const values = new Map<string, unknown>(
    [...named].map(([name, texts]) => [name, isList(spec, name) ? texts : texts.at(-1)]),
  );
  if (option !== undefined && positional.length > 0)
    values.set(option.name, isList(spec, option.name) ? positional : positional[0]);
  for (const [name, flag] of flags) values.set(name, flag);
  return Object.fromEntries(values);
}

function isList(spec: CommandSpec, name: string): boolean {
  return spec.options.some((option) => option.name === name && option.type === 'texts');
}

function quote(text: string): string {
  return /^[\w@+:.,/-]*$/.test(text) ? text : `"${text}"`;
}
