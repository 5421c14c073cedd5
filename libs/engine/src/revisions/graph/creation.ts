import { PlumblineError } from '../../errors/plumbline-error';
import { unique } from './closure';
import { assertBranchLabel, assertRevisionId } from './names';
import type { RevisionGraph } from './revision-graph';
import { resolveRevisions } from './symbols';

export interface RevisionRequest {
  readonly id: string;
  /** What the revision follows; `head` if absent, `base` for a new root. */
  readonly head?: string | readonly string[];
  /** Whether it may follow a revision that others follow already. */
  readonly splice?: boolean;
  readonly branchLabels?: readonly string[];
  /** Ids, beginnings of ids or labels. */
  readonly dependsOn?: readonly string[];
}

export interface MergeRequest {
  readonly id: string;
  /** The revisions to join, as symbols. */
  readonly revisions: readonly string[];
  readonly splice?: boolean;
  readonly branchLabels?: readonly string[];
}

/** Where a new revision goes, as its header says it. */
export interface Placement {
  readonly down: readonly string[];
  readonly dependsOn: readonly string[];
}

/**
 * Checks a new revision before anything is written, and finds its place.
 *
 * @returns its parents as full ids, and its dependencies as full ids or, where a label was given, labels
 * @throws PlumblineError `illegal-revision-id`, `used-revision-id`, `illegal-branch-label`,
 *   `duplicate-branch-label`, `duplicate-heads`, `not-a-head`, `overlap` when one parent is below another, and
 *   those of the symbols
 */
export function planRevision(graph: RevisionGraph, request: RevisionRequest): Placement {
  assertUnusedId(graph, request.id);
  const { head = 'head' } = request;
  const symbols = typeof head === 'string' ? [head] : head;
  const down = parentsFor(graph, symbols, request.splice === true);
  const dependsOn = unique((request.dependsOn ?? []).map((name) => dependencyFor(graph, name)));
  assertUnusedLabels(graph, request.id, request.branchLabels ?? []);
  return Object.freeze({ down: Object.freeze([...down]), dependsOn: Object.freeze([...dependsOn]) });
}

/**
 * Checks a revision that joins several before anything is written. Of one revision it makes a plain child.
 *
 * @throws PlumblineError as `planRevision`; `usage` when there is nothing to join
 */
export function planMerge(graph: RevisionGraph, request: MergeRequest): Placement {
  const { revisions, ...rest } = request;
  if (revisions.length === 0) {
    throw new PlumblineError('usage', {
      problem: 'There is nothing to merge.',
      hint: 'Name the revisions, or all of them: plumbline merge heads -m "merge"',
    });
  }
  return planRevision(graph, { ...rest, head: revisions });
}

function parentsFor(graph: RevisionGraph, symbols: readonly string[], splice: boolean): readonly string[] {
  const down = symbols.flatMap((symbol) => resolveRevisions(graph, symbol));
  const repeated = unique(down.filter((id, index) => down.indexOf(id) !== index));
  if (repeated.length > 0) throw new PlumblineError('duplicate-heads', { heads: repeated });
  for (const revision of splice ? [] : down) {
    const children = graph.childrenOf(revision);
    if (children.length > 0) {
      throw new PlumblineError('not-a-head', { argument: symbols.join(' '), revision, children });
    }
  }
  for (const revision of down.length > 1 ? down : []) {
    const below = new Set(graph.ancestorsOf([revision], { inclusive: false, dependencies: false }));
    const overlaps = down.filter((id) => below.has(id));
    if (overlaps.length > 0) throw new PlumblineError('overlap', { revision, overlaps, place: 'parents' });
  }
  return down;
}

/** A label stays a label, so that it keeps naming its branch; everything else becomes a full id. */
function dependencyFor(graph: RevisionGraph, name: string): string {
  if (graph.carriers.has(name)) return name;
  const [revision, ...others] = resolveRevisions(graph, name);
  if (revision !== undefined && others.length > 0) {
    throw new PlumblineError('multiple-heads', { argument: name, heads: [revision, ...others] });
  }
  if (revision === undefined) {
    throw new PlumblineError('unknown-revision', { argument: name, known: [...graph.heads].slice(0, 5) });
  }
  return revision;
}

function assertUnusedId(graph: RevisionGraph, revision: string): void {
  assertRevisionId(revision);
  if (graph.has(revision)) throw new PlumblineError('used-revision-id', { revision, as: 'revision' });
  if (graph.carriers.has(revision))
    throw new PlumblineError('used-revision-id', { revision, as: 'branch label' });
}

function assertUnusedLabels(graph: RevisionGraph, revision: string, labels: readonly string[]): void {
  for (const label of labels) {
    assertBranchLabel(label, revision);
    const usedBy = graph.has(label) || label === revision ? label : graph.carriers.get(label);
    if (usedBy !== undefined) {
      throw new PlumblineError('duplicate-branch-label', { label, revision, usedBy });
    }
  }
}
