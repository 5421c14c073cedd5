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

/** What becomes of the version rows; only the difference, as a database may have thousands of rows. */
export interface RowChange {
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** The change that makes some rows of others; both in the order of the rows. */
export function changeBetween(before: readonly string[], after: readonly string[]): RowChange {
  const [old, wanted] = [new Set(before), new Set(after)];
  return Object.freeze({
    gone: Object.freeze(before.filter((id) => !wanted.has(id))),
    come: Object.freeze(after.filter((id) => !old.has(id))),
  });
}

/** The rows after some changes, sorted. */
export function rowsAfter(rows: readonly string[], changes: readonly RowChange[]): readonly string[] {
  const now = new Set(rows);
  for (const { gone, come } of changes) {
    for (const id of gone) now.delete(id);
    for (const id of come) now.add(id);
  }
  return sorted(now);
}

/**
 * The rows that go when a revision is applied: those that it includes. Rows are maximal, so that only its own parents
 * can be among these.
 */
export function goneAfterUpgrade(
  graph: RevisionGraph,
  rows: ReadonlySet<string>,
  revision: string,
): readonly string[] {
  return sorted(graph.requirementsOf(revision).filter((id) => rows.has(id)));
}

/** Tells, of revisions that are undone one after another, which of their parents no applied revision includes any more. */
export class Freed {
  /** By revision, how many applied ones follow it or depend on it. */
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly graph: RevisionGraph,
    private readonly applied: ReadonlySet<string>,
  ) {}

  /** To be called once for each revision, after those above it. */
  by(undone: string): readonly string[] {
    return sorted(this.graph.requirementsOf(undone).filter((parent) => this.countDown(parent) === 0));
  }

  private countDown(parent: string): number {
    const count =
      this.counts.get(parent) ?? this.graph.dependentsOf(parent).filter((id) => this.applied.has(id)).length;
    this.counts.set(parent, count - 1);
    return count - 1;
  }
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
