import { PlumblineError } from '../../errors/plumbline-error';
import { laneOrder } from './lane-order';
import { lineageOf, resolveBranch } from './lookup';
import type { RevisionGraph } from './revision-graph';
import { parseSymbol } from './symbol-syntax';
import { resolveRevisions } from './symbols';
import { downgradeTarget, upgradeTargets } from './targets';
import {
  assertDisjoint,
  assertKnownRows,
  changeBetween,
  Freed,
  goneAfterUpgrade,
  maximalOf,
  sorted,
  type RowChange,
} from './version-rows';

/** One revision applied or undone. */
export interface MovementStep {
  readonly direction: 'upgrade' | 'downgrade';
  readonly revision: string;
  readonly rows: RowChange;
}

/** What brings a database from some version rows to others. */
export interface Movement {
  /** Sorted. */
  readonly from: readonly string[];
  /** Sorted. */
  readonly to: readonly string[];
  readonly steps: readonly MovementStep[];
}

/**
 * Plans an upgrade: everything that the target needs and that is not applied.
 *
 * A target that is applied already gives a movement without steps.
 *
 * @param current the version rows
 * @param target a symbol, or several
 * @throws PlumblineError those of the symbol; `unknown-revision` for a row that is no revision; `overlap` when one
 *   row or target includes another; `range-not-allowed`
 */
export function planUpgrade(
  graph: RevisionGraph,
  current: readonly string[],
  target: string | readonly string[],
): Movement {
  assertKnownRows(graph, current);
  const symbols = typeof target === 'string' ? [target] : target;
  symbols.forEach(assertNoRange);
  const targets = symbols.flatMap((symbol) => upgradeTargets(graph, current, symbol));
  assertDisjoint(graph, targets, 'targets');
  assertDisjoint(graph, current, 'database');
  const applied = new Set(graph.ancestorsOf(current));
  const todo = new Set(graph.ancestorsOf(targets).filter((id) => !applied.has(id)));
  const order = [...laneOrder(graph, todo, targets)].reverse();
  return movement(graph, current, { direction: 'upgrade', order }, (rows, revision) => ({
    gone: goneAfterUpgrade(graph, rows, revision),
    come: [revision],
  }));
}

/**
 * Plans a downgrade: everything that follows the target, directly or through `dependsOn`, on the branch that the
 * symbol chooses or on all of them. What the branch itself depends on stays.
 *
 * @param current the version rows, of which `-N` takes the first
 * @throws PlumblineError those of the symbol; `unknown-revision` for a row that is no revision; `not-ancestor` when
 *   nothing above the target is applied; `invalid-downgrade-target` when none of it is on the branch;
 *   `range-not-allowed`
 */
export function planDowngrade(graph: RevisionGraph, current: readonly string[], target: string): Movement {
  assertKnownRows(graph, current);
  assertNoRange(target);
  const { revision, branch } = downgradeTarget(graph, current, target);
  const roots = rootsAbove(graph, target, { revision, branch });
  const applied = new Set(graph.ancestorsOf(current));
  const todo = new Set(graph.descendantsOf(roots).filter((id) => applied.has(id)));
  if (revision !== undefined && todo.size === 0 && !current.includes(revision)) {
    throw new PlumblineError('not-ancestor', { argument: target, of: sorted(current), place: 'database' });
  }
  const order = laneOrder(graph, todo, current);
  const freed = new Freed(graph, applied);
  return movement(graph, current, { direction: 'downgrade', order }, (_rows, undone) => ({
    gone: [undone],
    come: freed.by(undone),
  }));
}

/** The lowest revisions that go down: what follows the target, on the branch if there are several. */
function rootsAbove(
  graph: RevisionGraph,
  argument: string,
  { revision, branch }: { readonly revision: string | undefined; readonly branch: string | undefined },
): readonly string[] {
  const children = revision === undefined ? graph.bases : graph.childrenOf(revision);
  if (branch === undefined || children.length < 2) return children;
  const line = new Set(graph.ancestorsOf([branch], { dependencies: false }));
  const roots = children.filter((id) => line.has(id));
  if (roots.length === 0) {
    throw new PlumblineError('invalid-downgrade-target', { argument, branch, children });
  }
  return roots;
}

/** Goes through the revisions in order, from the rows that the database should have to those that it will have. */
function movement(
  graph: RevisionGraph,
  current: readonly string[],
  { direction, order }: { readonly direction: MovementStep['direction']; readonly order: readonly string[] },
  next: (rows: ReadonlySet<string>, revision: string) => RowChange,
): Movement {
  const from = sorted(new Set(current));
  // Rows that others include go with the first step.
  const maximal = maximalOf(graph, current);
  const rows = new Set(maximal);
  const steps = order.map((revision, index): MovementStep => {
    const { gone, come } = next(rows, revision);
    for (const id of gone) rows.delete(id);
    for (const id of come) rows.add(id);
    const change = index === 0 ? changeBetween(from, sorted(rows)) : Object.freeze({ gone, come });
    return Object.freeze({ direction, revision, rows: change });
  });
  return Object.freeze({ from, to: steps.length === 0 ? from : sorted(rows), steps: Object.freeze(steps) });
}

function assertNoRange(target: string): void {
  if (target.includes(':')) throw new PlumblineError('range-not-allowed', { argument: target });
}

/** Version rows that are set without running anything. */
export interface Stamp {
  /** Sorted. */
  readonly from: readonly string[];
  /** Sorted. */
  readonly to: readonly string[];
}

/**
 * Plans a stamp: for each target, the rows above and below it give way to it, and the others stay. `base` takes all
 * rows away, `branch@base` those of the branch and what depends on it.
 *
 * @param current the version rows, from which `+N` and `-N` count
 * @param targets symbols; none is as `base`
 * @param options `purge` forgets the rows first, whatever they are
 * @throws PlumblineError those of the symbols; `unknown-revision` for a row that is no revision, unless purged;
 *   `range-not-allowed`
 */
export function planStamp(
  graph: RevisionGraph,
  current: readonly string[],
  targets: readonly string[],
  { purge = false }: { readonly purge?: boolean } = {},
): Stamp {
  const rows = purge ? [] : current;
  assertKnownRows(graph, rows);
  targets.forEach(assertNoRange);
  const removed = new Set<string>();
  const destinations: string[] = [];
  for (const symbol of targets.length === 0 ? ['base'] : targets) {
    const found = resolveRevisions(graph, symbol, rows);
    for (const id of replacedBy(graph, rows, { symbol, found })) removed.add(id);
    destinations.push(...found);
  }
  const kept = rows.filter((id) => !removed.has(id));
  return Object.freeze({
    from: sorted(new Set(current)),
    to: maximalOf(graph, [...kept, ...destinations]),
  });
}

/**
 * The rows that give way to a symbol. For revisions: those above and below them, and with these the rows of the
 * branch that the symbol names. For base: all, or those of the branch or of the revision that it counts from.
 */
function replacedBy(
  graph: RevisionGraph,
  rows: readonly string[],
  { symbol, found }: { readonly symbol: string; readonly found: readonly string[] },
): readonly string[] {
  const { branch, name, steps } = parseSymbol(symbol);
  const related = (ids: readonly string[]): readonly string[] => {
    const lines = ids.map((id) => lineageOf(graph, id, true));
    return rows.filter((row) => lines.some((line) => line.has(row)));
  };
  const ofBranch = branch === undefined ? [] : related([resolveBranch(graph, branch, symbol)]);
  if (found.length > 0) {
    const moved = related(found.filter((id) => !rows.includes(id)));
    return moved.length === 0 ? [] : [...moved, ...ofBranch];
  }
  if (branch !== undefined) return ofBranch;
  if (steps === undefined || name === 'base') return rows;
  return related(name === undefined ? rows.slice(0, 1) : resolveRevisions(graph, name));
}
