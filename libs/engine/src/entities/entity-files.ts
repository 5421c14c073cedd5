import { dirname, isAbsolute, normalize, sep } from 'node:path';
import { moduleImporter } from '../config/load-module';
import { PlumblineError } from '../errors/plumbline-error';

type Options = Readonly<Record<string, unknown>>;

/** What TypeORM takes for a module. */
const MODULE = /\.[cm]?[jt]s$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;

/**
 * The options with the entities that the patterns among them find, in place of the patterns. TypeORM would load those files
 * with Node's own loader, which knows no TypeScript with decorators; here they are loaded as the data source itself was, so
 * that a class that both load is one class.
 *
 * A pattern without a beginning counts from the folder of the process, as TypeORM counts it, and, where it finds nothing
 * there, from that of `file`. Installed packages are passed over unless a pattern names their folder.
 *
 * @param file that gave the data source, absolute
 * @throws PlumblineError `no-entity-files` where all that is given are patterns, and they find nothing
 */
export async function withEntityFiles(options: Options, file: string): Promise<Options> {
  const given: readonly unknown[] = Object.values((options['entities'] ?? []) as object);
  const patterns = given.filter((one) => typeof one === 'string');
  if (patterns.length === 0) return options;
  const files = await filesOf(patterns, dirname(file));
  if (files.length === 0 && patterns.length === given.length)
    throw new PlumblineError('no-entity-files', { file, patterns, folder: process.cwd() });
  const load = await moduleImporter(file);
  const modules: unknown[] = [];
  // One after the other: files that import each other, loaded at once, would each be evaluated twice.
  for (const each of files) modules.push(await load(each));
  const listed = given.filter((one) => typeof one !== 'string');
  return { ...options, entities: [...new Set([...listed, ...entitiesIn(modules)])] };
}

/** The modules that the patterns find, absolute and sorted. */
async function filesOf(patterns: readonly string[], folder: string): Promise<readonly string[]> {
  const wanted = patterns.map((pattern) => normalize(pattern).split(sep).join('/'));
  // Those that leave files out belong to each of the others.
  const excluding = wanted.filter((pattern) => pattern.startsWith('!'));
  // Loaded here: who lists classes needs none of it.
  const { glob } = await import('tinyglobby');
  const find = (pattern: string, cwd: string): Promise<string[]> =>
    glob([pattern, ...excluding], {
      cwd,
      absolute: true,
      ignore: pattern.includes('node_modules') ? [] : ['**/node_modules/**'],
    });
  const found = new Set<string>();
  for (const pattern of wanted.filter((each) => !excluding.includes(each))) {
    const here = await find(pattern, process.cwd());
    const files = here.length === 0 && !isAbsolute(pattern) ? await find(pattern, folder) : here;
    for (const each of files) if (MODULE.test(each) && !DECLARATIONS.test(each)) found.add(normalize(each));
  }
  return [...found].sort();
}

/** All that may be an entity among what modules export, as TypeORM looks for it: also in lists and in plain objects. */
function entitiesIn(value: unknown, seen = new Set<unknown>()): readonly unknown[] {
  if (seen.has(value)) return [];
  seen.add(value);
  if (typeof value === 'function' || isEntitySchema(value)) return [value];
  if (Array.isArray(value)) return value.flatMap((each) => entitiesIn(each, seen));
  if (!isPlain(value)) return [];
  return Object.values(value).flatMap((each) => entitiesIn(each, seen));
}

/** As TypeORM tells it: there may be several copies of the class. */
function isEntitySchema(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (value as Options)['@instanceof'] === Symbol.for('EntitySchema');
}

/** An object without a class, also of another realm; a module is one. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
