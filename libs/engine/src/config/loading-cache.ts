import { createHash, type Hash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../kernel/hash';
import { isSame } from '../kernel/same';
import { TOOL_VERSION } from '../kernel/version';
import { namesIn, readBytes, statsOf, writeWhole } from './cache-files';
import { processVariables, type Variables } from './environment';
import { CODE_FOLDER } from './own-package';
import { observeLoading, type LoadingInputs } from './observe-loading';

/** Changes with the format of an entry. */
const FORMAT = 1;
/** Milliseconds by which the time of a file may be behind the clock. */
const CLOCK_STEP = 20;

const MODULE = /\.(?:[cm]?[jt]sx?|json|node)$/;

interface Entry {
  readonly format: number;
  readonly tool: string;
  /** Of the value that follows. */
  readonly length: number;
  readonly inputs: LoadingInputs;
  /** Of the inputs as they were. */
  readonly digest: string;
}

/**
 * Gives what loading modules of the user's makes, from the cache where everything that it depended on is as it was, else
 * by making it. Any doubt makes it anew. Nothing is kept of the environment but a digest.
 *
 * @param folder where entries are kept; nothing is read or kept without it
 * @param key says what is made, of which configuration
 * @param make gives a value that JSON can hold
 */
export async function cachedLoading<T>(
  folder: string | undefined,
  key: readonly string[],
  make: () => Promise<T>,
): Promise<Loaded<T>> {
  if (folder === undefined) return { value: await make() };
  // As they are before anything is loaded that may write them.
  const variables: Variables = { ...processVariables() };
  // A package that lists the variables makes the entries of a shell, of `npm run` and of Nx differ: one for each.
  const names = Object.keys(variables).sort();
  const file = join(folder, `${sha256(JSON.stringify([key, names])).slice(0, 32)}.json`);
  const known = readEntry(file, variables);
  if (known !== undefined) return known as Kept<T>;
  const start = Date.now() - CLOCK_STEP;
  const { value, inputs } = await observeLoading(make);
  if (inputs === undefined || isNewerThan(inputs, start)) return { value };
  return keep(file, value, { inputs, digest: digestOf(inputs, variables) });
}

/** What loading gave. */
export interface Loaded<T> {
  readonly value: T;
  /** Another for another value, and for a value that other inputs or another version of the engine made; absent where nothing is kept. */
  readonly digest?: string;
}

/** A value as it is kept, which is read when it is asked for. */
class Kept<T> implements Loaded<T> {
  #value: T | undefined;

  /** @param text of the entry: a line on what made the value, and the value */
  constructor(private readonly text: string) {}

  get value(): T {
    this.#value ??= JSON.parse(this.text.slice(this.text.indexOf('\n') + 1)) as T;
    return this.#value;
  }

  get digest(): string {
    return sha256(this.text);
  }
}

/** The entry, if it is there and holds. */
function readEntry(file: string, variables: Variables): Kept<unknown> | undefined {
  const text = readBytes(file)?.toString('utf8');
  const end = text?.indexOf('\n') ?? -1;
  if (text === undefined || end === -1) return undefined;
  let entry: Entry;
  try {
    entry = JSON.parse(text.slice(0, end)) as Entry;
  } catch (error) {
    // Not of this program, or damaged: as good as none.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const holds =
    entry.format === FORMAT &&
    entry.tool === toolIdentity() &&
    entry.length === text.length - end - 1 &&
    entry.digest === digestOf(entry.inputs, variables);
  return holds ? new Kept(text) : undefined;
}

function keep<T>(file: string, value: T, of: Pick<Entry, 'inputs' | 'digest'>): Loaded<T> {
  const text = JSON.stringify(value);
  if (!isSame(JSON.parse(text), value)) return { value };
  const entry: Entry = { format: FORMAT, tool: toolIdentity(), length: text.length, ...of };
  const whole = `${JSON.stringify(entry)}\n${text}`;
  writeWhole(file, whole);
  return { value, digest: sha256(whole) };
}

/** The engine and what runs it; in its repository the version alone says little. */
function toolIdentity(): string {
  const files = readdirSync(CODE_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name))
    .sort();
  return sha256(
    JSON.stringify([
      TOOL_VERSION,
      process.version,
      CODE_FOLDER,
      files.map((name) => stamp(join(CODE_FOLDER, name))),
    ]),
  );
}

/** Whether something changed while it was read. */
function isNewerThan({ files, homes, folders }: LoadingInputs, time: number): boolean {
  return [...files, ...homes, ...folders].some((path) => (statsOf(path)?.mtimeMs ?? 0) > time);
}

function digestOf(inputs: LoadingInputs, values: Variables): string {
  const { variables, listsVariables, files, packages, homes, folders, probes } = inputs;
  const hash = createHash('sha256');
  add(
    hash,
    variables.map((name) => values[name] ?? null),
  );
  add(hash, listsVariables ? Object.keys(values).sort() : []);
  for (const path of files) {
    const bytes = readBytes(path);
    add(hash, bytes?.length);
    hash.update(bytes ?? '');
  }
  for (const path of packages) add(hash, stamp(path));
  for (const path of homes)
    add(
      hash,
      namesIn(path)?.filter((name) => MODULE.test(name)),
    );
  for (const path of folders) add(hash, namesIn(path));
  for (const path of probes) add(hash, natureOf(path));
  return hash.digest('hex');
}

function add(hash: Hash, value: unknown): void {
  hash.update(`${JSON.stringify(value)}\n`);
}

function stamp(path: string): string {
  const stats = statsOf(path);
  return stats === undefined ? '' : `${stats.size} ${stats.mtimeMs}`;
}

function natureOf(path: string): string {
  const stats = statsOf(path);
  return stats === undefined ? 'nothing' : stats.isDirectory() ? 'folder' : 'file';
}
