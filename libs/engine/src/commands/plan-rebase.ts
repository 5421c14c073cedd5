import { isPlumblineError, PlumblineError } from '../errors/plumbline-error';
import { buildGraph, type RevisionGraph } from '../revisions/graph/revision-graph';

/** What a rebase moves. */
export interface RebasePlan {
  /** The revision and everything that follows it, in load order. */
  readonly moved: readonly string[];
}

/**
 * Checks that a revision can get another parent, and finds what moves along.
 *
 * @param to one revision, or none for base
 * @throws PlumblineError `ambiguous-parent` for a merge; `onto-own-line`; `rebase-cycle` when dependencies would lead
 *   in a circle; `parent-included` when a merge above would join a line with what is below it
 */
export function planRebase(graph: RevisionGraph, revision: string, to: readonly string[]): RebasePlan {
  const parents = graph.downOf(revision);
  if (parents.length > 1) throw new PlumblineError('ambiguous-parent', { revision, parents });
  const moved = graph.descendantsOf([revision], { dependencies: false });
  const onto = to.find((id) => moved.includes(id));
  if (onto !== undefined) throw new PlumblineError('onto-own-line', { revision, onto });
  const after = graphAfter(graph, revision, to);
  for (const merge of moved.filter((id) => after.downOf(id).length > 1)) assertJoins(after, merge);
  return { moved };
}

function graphAfter(graph: RevisionGraph, revision: string, to: readonly string[]): RevisionGraph {
  try {
    return buildGraph(graph.nodes.map((node) => (node.id === revision ? { ...node, down: to } : node)));
  } catch (cause) {
    if (!isPlumblineError(cause, 'cycle') && !isPlumblineError(cause, 'dependency-cycle')) throw cause;
    const { revisions } = cause.data;
    throw new PlumblineError('rebase-cycle', { revision, onto: to[0] ?? 'base', revisions }, { cause });
  }
}

/** None of the parents of a merge may be below another one. */
function assertJoins(graph: RevisionGraph, merge: string): void {
  const parents = graph.downOf(merge);
  for (const within of parents) {
    const below = new Set(graph.ancestorsOf([within], { inclusive: false, dependencies: false }));
    const parent = parents.find((id) => below.has(id));
    if (parent !== undefined) throw new PlumblineError('parent-included', { merge, parent, within });
  }
}
