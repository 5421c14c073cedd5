import { getProjects, joinPathFragments, readJson, writeJson, type Tree } from '@nx/devkit';

interface Target {
  readonly command?: string;
  readonly options?: { readonly command?: string; readonly commands?: readonly Command[] };
}
type Command = string | { readonly command: string };

/** Scripts and targets by names that people know them by. */
export interface TypeormScripts {
  /** They did nothing but call TypeORM's migration commands. */
  readonly removed: readonly string[];
  /** They do more than that, or run what was removed. */
  readonly left: readonly string[];
}

const CALL = /\btypeorm\b[\s\S]*\bmigration:(?:run|revert|generate|create|show)\b/;
const SEVERAL = /&&|\|\||[;|&]/;

/**
 * Removes the npm scripts and the targets that do nothing but call `typeorm migration:…`; a second time there are none.
 * What does something else besides is left as it is and named, for nobody else knows what shall stand there.
 */
export function removeTypeormScripts(tree: Tree): TypeormScripts {
  const roots = [...new Set(['.', ...[...getProjects(tree).values()].map(({ root }) => root)])].sort();
  const found = roots.flatMap((root) => [
    inFile(tree, joinPathFragments(root, 'package.json'), 'scripts', (script: string) => [script]),
    inFile(tree, joinPathFragments(root, 'project.json'), 'targets', commandsOf),
  ]);
  return {
    removed: found.flatMap(({ removed }) => removed),
    left: found.flatMap(({ left }) => left),
  };
}

/** @param key where a file has its scripts or targets, by name */
function inFile<T>(
  tree: Tree,
  file: string,
  key: 'scripts' | 'targets',
  commands: (entry: T) => readonly string[],
): TypeormScripts {
  if (!tree.exists(file)) return { removed: [], left: [] };
  const json = readJson<Record<string, Readonly<Record<string, T>> | undefined>>(tree, file);
  const entries = Object.entries(json[key] ?? {});
  const isRemoved = ([, entry]: readonly [string, T]): boolean => {
    const all = commands(entry);
    return all.length > 0 && all.every((command) => CALL.test(command) && !SEVERAL.test(command));
  };
  const removed = entries.filter(isRemoved).map(([name]) => name);
  const rest = entries.filter((entry) => !isRemoved(entry));
  const left = rest.filter(([, entry]) =>
    commands(entry).some((command) => CALL.test(command) || runsOneOf(command, removed)),
  );
  if (removed.length > 0) writeJson(tree, file, { ...json, [key]: Object.fromEntries(rest) });
  const shown = (name: string): string => `${name} (${file})`;
  return { removed: removed.map(shown), left: left.map(([name]) => shown(name)) };
}

function commandsOf({ command, options }: Target): readonly string[] {
  const { command: single, commands = [] } = options ?? {};
  const several = commands.map((one) => (typeof one === 'string' ? one : one.command));
  return [command, single, ...several].filter((one) => one !== undefined);
}

/** `npm run <name>`, `yarn <name>`, `pnpm run <name>`, `nx <name>`. */
function runsOneOf(command: string, names: readonly string[]): boolean {
  const words = command.split(/\s+/);
  return names.some((name) =>
    words.some((word, index) => index > 0 && (word === name || word.endsWith(`:${name}`))),
  );
}
