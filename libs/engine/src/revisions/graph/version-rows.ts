import { PlumblineError } from '../../errors/plumbline-error';
import { compareText } from '../../kernel/ordering';
import { closure, unique } from './closure';
import type { RevisionGraph } from './revision-graph';

/**
 * The maximal elements of some revisions: those that are below no other of them, by down revision or dependency.
 * The version table holds these for the applied set, and nothing else.
 *
 * @returns sorted
 */
export function maximalOf(graph: RevisionGraph, ids: readonly string[]): readonly string[] {
  const rows = unique(ids);
  // What nothing follows or depends on is below nothing: true of all heads, at the price of a look at each.
  if (rows.length < 2 || rows.every((id) => graph.dependentsOf(id).length === 0)) return sorted(rows);
  const below = closure(
    rows.flatMap((id) => graph.requirementsOf(id)),
    graph.requirementsOf,
  );
  return sorted(rows.filter((id) => !below.has(id)));
}

/**
 * Where a database is, branch by branch: its rows, and the heads of the other branches that they imply through
 * dependencies. These are the applied revisions that no applied one follows.
 *
 * @param rows the version rows
 * @returns sorted
 * @throws PlumblineError `unknown-revision`
 */
export function currentHeads(graph: RevisionGraph, rows: readonly string[]): readonly string[] {
  assertKnownRows(graph, rows);
  const applied = closure(rows, graph.requirementsOf);
  return sorted([...applied].filter((id) => !graph.childrenOf(id).some((child) => applied.has(child))));
}

/**
 * The rows after a revision was applied, sorted as those before it: those that it includes go, and it comes. Rows are maximal, so that only its
 * own parents can be among what it includes.
 */
export function rowsAfterUpgrade(
  graph: RevisionGraph,
  rows: readonly string[],
  revision: string,
): readonly string[] {
  const included = new Set(graph.requirementsOf(revision));
  return withAdded(
    rows.filter((id) => !included.has(id)),
    [revision],
  );
}

/** The rows after a row was undone, sorted as those before it: it goes, and those of its parents come that no applied revision includes. */
export function rowsAfterDowngrade(
  graph: RevisionGraph,
  rows: readonly string[],
  undone: { readonly revision: string; readonly applied: ReadonlySet<string> },
): readonly string[] {
  const freed = graph
    .requirementsOf(undone.revision)
    .filter((parent) => !graph.dependentsOf(parent).some((id) => undone.applied.has(id)));
  return withAdded(
    rows.filter((id) => id !== undone.revision),
    freed,
  );
}

/** Puts ids into their places among sorted rows. */
function withAdded(rows: string[], ids: readonly string[]): readonly string[] {
  for (const id of ids) {
    const place = rows.findIndex((row) => row > id);
    rows.splice(place < 0 ? rows.length : place, 0, id);
  }
  return Object.freeze(rows);
}

/**
 * Checks that every row is a revision.
 *
 * @throws PlumblineError `unknown-revision`
 */
export function assertKnownRows(graph: RevisionGraph, rows: readonly string[]): void {
  const unknown = rows.find((id) => !graph.has(id));
  if (unknown !== undefined) {
    const known = graph.nodes.slice(-5).map(({ id }) => id);
    throw new PlumblineError('unknown-revision', { argument: unknown, known });
  }
}

/**
 * Checks that none of some revisions includes another one.
 *
 * @throws PlumblineError `overlap`
 */
export function assertDisjoint(
  graph: RevisionGraph,
  ids: readonly string[],
  place: 'database' | 'targets' | 'parents',
): void {
  const rows = unique(ids);
  const maximal = new Set(maximalOf(graph, rows));
  if (maximal.size === rows.length) return;
  for (const revision of rows) {
    const below = new Set(graph.ancestorsOf([revision], { inclusive: false }));
    const overlaps = rows.filter((id) => below.has(id));
    if (overlaps.length > 0) throw new PlumblineError('overlap', { revision, overlaps, place });
  }
}

export function sorted(ids: Iterable<string>): readonly string[] {
  return Object.freeze([...ids].sort(compareText));
}
