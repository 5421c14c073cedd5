/** What the text of a configuration file says without being run. */
export interface ConfigText {
  /** The modules that it imports, dynamically or statically, as they are written. */
  readonly specifiers: readonly string[];
  /** The names of its environments, where they are written as an object literal. */
  readonly environments: readonly string[];
  /** The environment variables that it reads with `env('NAME')`. */
  readonly variables: readonly string[];
}

interface Token {
  readonly kind: 'text' | 'word' | 'sign';
  readonly value: string;
}

const TOKEN =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`)|(?<word>[A-Za-z_$][\w$]*)|(?<sign>\.\.\.|[^\s\w])/g;

/**
 * Reads a configuration file by its words. Inference must neither run a user's file nor wait for a compiler, and
 * what it needs is written plainly: the module of the data source, the environments' names and their variables.
 */
export function readConfigText(text: string): ConfigText {
  const tokens = tokenize(text);
  return {
    specifiers: findSpecifiers(tokens),
    environments: findEnvironments(tokens),
    variables: findVariables(tokens),
  };
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { groups = {} } of text.matchAll(TOKEN)) {
    if (groups['text'] !== undefined) tokens.push({ kind: 'text', value: groups['text'].slice(1, -1) });
    else if (groups['word'] !== undefined) tokens.push({ kind: 'word', value: groups['word'] });
    else if (groups['sign'] !== undefined) tokens.push({ kind: 'sign', value: groups['sign'] });
  }
  return tokens;
}

/** `import('x')`, `require('x')`, `from 'x'` and `import 'x'`. */
function findSpecifiers(tokens: readonly Token[]): readonly string[] {
  const found = tokens.filter((token, index) => {
    const before = tokens[index - 1];
    if (token.kind !== 'text' || before === undefined) return false;
    if (isWord(before, 'from', 'import')) return true;
    return before.value === '(' && isWord(tokens[index - 2], 'import', 'require');
  });
  return [...new Set(found.map((token) => token.value))];
}

/** `env('NAME')`, with or without a default. */
function findVariables(tokens: readonly Token[]): readonly string[] {
  const found = tokens.filter(
    ({ kind }, index) =>
      kind === 'text' && tokens[index - 1]?.value === '(' && isWord(tokens[index - 2], 'env'),
  );
  return [...new Set(found.map(({ value }) => value))];
}

/** The keys of the object literal after `environments:`. */
function findEnvironments(tokens: readonly Token[]): readonly string[] {
  const start = tokens.findIndex(
    (token, index) =>
      token.value === 'environments' && tokens[index + 1]?.value === ':' && tokens[index + 2]?.value === '{',
  );
  if (start < 0) return [];
  const names: string[] = [];
  let depth = 0;
  for (let index = start + 2; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (isKey(tokens, index) && depth === 1) names.push(token.value);
    if (token.kind === 'sign' && '{[('.includes(token.value)) depth += 1;
    if (token.kind === 'sign' && '}])'.includes(token.value)) depth -= 1;
    if (depth === 0) break;
  }
  return [...new Set(names)];
}

/** A word or a text that begins an entry of an object literal: `name: …` or the shorthand `name,`. */
function isKey(tokens: readonly Token[], index: number): boolean {
  const [before, token, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (token === undefined || token.kind === 'sign') return false;
  const begins = before?.kind === 'sign' && ['{', ','].includes(before.value);
  const ends = after?.kind === 'sign' && [':', ',', '}'].includes(after.value);
  return begins && ends;
}

function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.value);
}
