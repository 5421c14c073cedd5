import { PlumblineError } from '../../errors/plumbline-error';
import { closure, unique } from './closure';
import { laneOrder } from './lane-order';
import { lineageOf, resolveAbsolute, resolveBranch } from './lookup';
import type { RevisionGraph } from './revision-graph';
import { parseSymbol } from './symbol-syntax';
import { upgradeTargets, walksBelow } from './targets';
import { assertDisjoint, assertKnownRows, maximalOf } from './version-rows';

/** The two ends of a range, as typed. */
export interface RangeEnds {
  readonly start: string;
  readonly end: string;
}

/**
 * Takes `start:end` apart. A missing start is `base`, a missing end `heads`.
 *
 * @throws PlumblineError `usage` without exactly one colon
 */
export function parseRange(range: string): RangeEnds {
  const [start, end, ...more] = range.split(':').map((part) => part.trim());
  if (start === undefined || end === undefined || more.length > 0) {
    throw new PlumblineError('usage', {
      problem: `'${range}' is not a range.`,
      hint: 'Write start:end, start: or :end, as in plumbline history -r -10:',
    });
  }
  return { start: start === '' ? 'base' : start, end: end === '' ? 'heads' : end };
}

/**
 * The revisions from one end of a range to the other, both included, newest first.
 *
 * @param current the version rows, for `current`
 * @throws PlumblineError those of the symbols; `unknown-revision` for a row that is no revision; `not-ancestor` when
 *   the start is not below the end; `overlap` when one end includes another
 */
export function collectRange(
  graph: RevisionGraph,
  { start, end }: RangeEnds,
  current: readonly string[],
): readonly string[] {
  assertKnownRows(graph, current);
  const targets = endTargets(graph, { start, end }, current);
  assertDisjoint(graph, targets, 'targets');
  const from = startOf(graph, { start, end }, current);
  const needed = neededFor(graph, targets, from);
  const outside = from.revisions.some((id) => !needed.has(id));
  if (outside) throw new PlumblineError('not-ancestor', { argument: start, of: targets, place: 'range' });
  if (from.revisions.length === 0) return laneOrder(graph, needed, targets);
  const reached = new Set([
    ...graph.descendantsOf(from.revisions, { dependencies: false }),
    ...graph.ancestorsOf(from.wholeLines),
  ]);
  const todo = new Set([...needed].filter((id) => reached.has(id)));
  return laneOrder(graph, todo, targets);
}

/**
 * The targets and what is below them. Where the range has a lower end, only what is not below that can matter: the
 * last ten of a long history do not ask for the rest of it.
 */
function neededFor(graph: RevisionGraph, targets: readonly string[], from: RangeStart): ReadonlySet<string> {
  if (from.revisions.length === 0 || from.wholeLines.length > 0) return new Set(graph.ancestorsOf(targets));
  const above = closure(from.revisions, graph.dependentsOf);
  return closure(
    targets.filter((id) => above.has(id)),
    (id) => graph.requirementsOf(id).filter((parent) => above.has(parent)),
  );
}

/** The upper ends; a start on a branch (`b@base`) keeps to that branch. */
function endTargets(
  graph: RevisionGraph,
  { start, end }: RangeEnds,
  current: readonly string[],
): readonly string[] {
  if (end === 'current') return unique(current);
  const targets = unique(resolveEnd(graph, { start, end }, current));
  const { branch } = parseSymbol(start);
  if (branch === undefined) return targets;
  const line = lineageOf(graph, resolveBranch(graph, branch, start));
  const isLabel = graph.carriers.has(branch);
  return targets.filter((id) => (isLabel ? graph.labelsOf(id).includes(branch) : line.has(id)));
}

/** `+N` counts from the start, `-N` from the heads. */
function resolveEnd(
  graph: RevisionGraph,
  { start, end }: RangeEnds,
  current: readonly string[],
): readonly string[] {
  const symbol = parseSymbol(end);
  if (symbol.steps === undefined) return resolveAbsolute(graph, symbol);
  if (symbol.name === undefined && symbol.steps < 0) {
    const walks = walksBelow(graph, symbol, { clamp: true });
    return maximalOf(
      graph,
      walks.flatMap(({ at }) => (at === undefined ? [] : [at])),
    );
  }
  const isRelative = symbol.name === undefined;
  const origin = isRelative ? startOf(graph, { start, end: 'heads' }, current).revisions : [];
  return upgradeTargets(graph, origin, end, { clamp: true });
}

interface RangeStart {
  /** The lowest revisions of the range; none for base. */
  readonly revisions: readonly string[];
  /** Heads from which a number leads to base, so that all below them is in the range. */
  readonly wholeLines: readonly string[];
}

/** The lower ends. `-N` counts from the heads, or from the rows where the range ends at `current`. */
function startOf(graph: RevisionGraph, { start, end }: RangeEnds, current: readonly string[]): RangeStart {
  if (start === 'current') return { revisions: unique(current), wholeLines: [] };
  const symbol = parseSymbol(start);
  if (symbol.steps === undefined) return { revisions: resolveAbsolute(graph, symbol), wholeLines: [] };
  if (symbol.name !== undefined || symbol.steps >= 0) {
    return { revisions: upgradeTargets(graph, current, start, { clamp: true }), wholeLines: [] };
  }
  const starts = end === 'current' ? unique(current) : undefined;
  const walks = walksBelow(graph, symbol, { clamp: true, starts });
  return {
    revisions: unique(walks.flatMap(({ at }) => (at === undefined ? [] : [at]))),
    wholeLines: walks.flatMap(({ at, from }) => (at === undefined ? [from] : [])),
  };
}
