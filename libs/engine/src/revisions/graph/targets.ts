import { PlumblineError } from '../../errors/plumbline-error';
import { unique } from './closure';
import { lineageOf, resolveAbsolute, resolveBranch, resolveSingle } from './lookup';
import type { RevisionGraph } from './revision-graph';
import { parseSymbol, type ParsedSymbol } from './symbol-syntax';
import { currentHeads } from './version-rows';
import { walkDown, walkUp, type Walk } from './walk';

export interface TargetOptions {
  /** Whether a number that is too large stops at the end, as in `history`, rather than being an error. */
  readonly clamp?: boolean;
}

/**
 * What an upgrade is to reach.
 *
 * @param current the version rows, from which `+N` counts
 * @param text a symbol; `+N` and `branch@+N` count from the rows, `name+N` and `name-N` from the name
 * @returns nothing for base
 * @throws PlumblineError those of `resolveAbsolute`, and `relative-out-of-range`, `walked-too-far`,
 *   `ambiguous-walk`, `ambiguous-upgrade`
 */
export function upgradeTargets(
  graph: RevisionGraph,
  current: readonly string[],
  text: string,
  options: TargetOptions = {},
): readonly string[] {
  const symbol = parseSymbol(text);
  if (symbol.steps === undefined) return resolveAbsolute(graph, symbol);
  if (symbol.name !== undefined) return asList(walkFromName(graph, symbol, options));
  if (symbol.steps <= 0) throw outOfRange(symbol, 0);
  const branch = symbol.branch === undefined ? undefined : resolveBranch(graph, symbol.branch, text);
  const within = branch === undefined ? undefined : lineageOf(graph, branch);
  const from = startOfUpgrade(graph, current, { symbol, within });
  const walk = walkUp(graph, { from, steps: symbol.steps, within, argument: text });
  if (walk.steps < symbol.steps && options.clamp !== true) throw outOfRange(symbol, walk.steps);
  return asList(walk.at);
}

/** Where to and along which branch a downgrade goes. */
export interface DowngradeTarget {
  /** A revision, or nothing for base. */
  readonly revision: string | undefined;
  /** The revision that stands for the branch; without one, all that is above the target goes down. */
  readonly branch: string | undefined;
}

/**
 * What a downgrade is to reach.
 *
 * What stands before the @ of an absolute symbol chooses what goes down, not where to: `c1branch@b` undoes, of all
 * that follows b, the branch c1branch (Alembic's rule). `-N` counts from the first row, and goes down its branch
 * only.
 *
 * @param current the version rows; `-N` counts from the first
 * @throws PlumblineError as `upgradeTargets`
 */
export function downgradeTarget(
  graph: RevisionGraph,
  current: readonly string[],
  text: string,
): DowngradeTarget {
  const symbol = parseSymbol(text);
  const branch = symbol.branch === undefined ? undefined : resolveBranch(graph, symbol.branch, text);
  if (symbol.steps === undefined) {
    const { name = '' } = symbol;
    return { branch, revision: resolveSingle(graph, { text: name, name }) };
  }
  if (symbol.name !== undefined) return { branch, revision: walkFromName(graph, symbol) };
  if (symbol.steps >= 0) throw outOfRange(symbol, 0);
  const from = startOfDowngrade(graph, current, { symbol, branch });
  const walk = walkDown(graph, { from, steps: -symbol.steps, argument: text });
  if (walk.steps < -symbol.steps) throw outOfRange(symbol, walk.steps);
  return { branch: branch ?? from, revision: walk.at };
}

/**
 * What `-N` or `branch@-N` names where no database is asked: as many steps below each head, of the branch if there
 * is one.
 *
 * @param starts count from these instead of from the heads; with a branch, from those of its lineage
 * @returns the head, or start, and where the walk from it ended
 * @throws PlumblineError `no-such-branch`, `ambiguous-walk`, `relative-out-of-range`
 */
export function walksBelow(
  graph: RevisionGraph,
  symbol: ParsedSymbol,
  { clamp = false, starts }: TargetOptions & { readonly starts?: readonly string[] | undefined } = {},
): readonly (Walk & { readonly from: string })[] {
  const { text, branch, steps = 0 } = symbol;
  const heads = resolveAbsolute(graph, { text, name: 'heads', ...(branch === undefined ? {} : { branch }) });
  const line = branch === undefined ? undefined : lineageOf(graph, resolveBranch(graph, branch, text));
  return (starts?.filter((id) => line?.has(id) ?? true) ?? heads).map((from) => {
    const walk = walkDown(graph, { from, steps: -steps, argument: text });
    if (walk.steps < -steps && !clamp) throw outOfRange(symbol, walk.steps);
    return { from, ...walk };
  });
}

/** `name+N`, with a branch to choose among children, and `name-N`, with a branch that the name must be in. */
function walkFromName(
  graph: RevisionGraph,
  symbol: ParsedSymbol,
  { clamp = false }: TargetOptions = {},
): string | undefined {
  const { text, branch, name = '', steps = 0 } = symbol;
  const isUp = steps > 0;
  const from = resolveSingle(graph, {
    text: branch === undefined || isUp ? name : `${branch}@${name}`,
    name,
    ...(branch === undefined || isUp ? {} : { branch }),
  });
  const wanted = Math.abs(steps);
  const within = branch === undefined ? undefined : lineageOf(graph, resolveBranch(graph, branch, text));
  const walk = isUp
    ? walkUp(graph, { from, steps, within, argument: text })
    : from === undefined
      ? { at: undefined, steps: 0 }
      : walkDown(graph, { from, steps: wanted, argument: text });
  if (walk.steps < wanted && !clamp) {
    throw new PlumblineError('walked-too-far', { argument: text, wanted, found: walk.steps });
  }
  return walk.at;
}

interface Start {
  readonly symbol: ParsedSymbol;
  readonly within: ReadonlySet<string> | undefined;
}

/**
 * The row on the branch; where there is none, the highest applied revision of its lineage, which is its branch
 * point; where there is none either, base.
 */
function startOfUpgrade(
  graph: RevisionGraph,
  current: readonly string[],
  { symbol, within }: Start,
): string | undefined {
  const rows = unique(current);
  let starts = within === undefined ? rows : rows.filter((id) => within.has(id));
  if (starts.length === 0 && within !== undefined) {
    const applied = graph.ancestorsOf(rows).filter((id) => within.has(id));
    const below = new Set(applied.flatMap((id) => graph.parentsOf(id)));
    starts = applied.filter((id) => !below.has(id));
  }
  if (starts.length > 1)
    throw new PlumblineError('ambiguous-upgrade', { argument: symbol.text, current: starts });
  return starts[0];
}

/**
 * The first row; with a branch, the row on it, or the head of it that the rows imply through dependencies.
 */
function startOfDowngrade(
  graph: RevisionGraph,
  current: readonly string[],
  { symbol, branch }: { readonly symbol: ParsedSymbol; readonly branch: string | undefined },
): string {
  const [first] = current;
  if (first === undefined) throw outOfRange(symbol, 0);
  if (branch === undefined) return first;
  const within = lineageOf(graph, branch);
  const rows = unique(current).filter((id) => within.has(id));
  const starts = rows.length > 0 ? rows : currentHeads(graph, current).filter((id) => within.has(id));
  const [start] = starts;
  if (start === undefined) throw outOfRange(symbol, 0);
  if (starts.length > 1) {
    throw new PlumblineError('ambiguous-walk', {
      argument: symbol.text,
      at: 'the database',
      choices: starts,
    });
  }
  return start;
}

function outOfRange({ text, steps = 0 }: ParsedSymbol, found: number): PlumblineError {
  return new PlumblineError('relative-out-of-range', { argument: text, wanted: Math.abs(steps), found });
}

function asList(id: string | undefined): readonly string[] {
  return id === undefined ? [] : [id];
}
