import { PlumblineError } from '../../errors/plumbline-error';
import type { RevisionGraph } from './revision-graph';

/** Where a walk ended. */
export interface Walk {
  /** A revision, or nothing for base. */
  readonly at: string | undefined;
  /** How many steps were possible; fewer than asked for when the walk met the end. */
  readonly steps: number;
}

export interface WalkUpRequest {
  /** A revision, or nothing for base. */
  readonly from: string | undefined;
  readonly steps: number;
  /** Only revisions of this lineage are stepped on. */
  readonly within?: ReadonlySet<string> | undefined;
  /** What was typed, for the error. */
  readonly argument: string;
}

/**
 * Goes up, from child to child.
 *
 * @throws PlumblineError `ambiguous-walk` where several children are possible
 */
export function walkUp(graph: RevisionGraph, { from, steps, within, argument }: WalkUpRequest): Walk {
  let at = from;
  for (let taken = 0; taken < steps; taken++) {
    const children = at === undefined ? graph.bases : graph.childrenOf(at);
    const choices = within === undefined ? children : children.filter((id) => within.has(id));
    if (choices.length > 1)
      throw new PlumblineError('ambiguous-walk', { argument, at: at ?? 'base', choices });
    const [next] = choices;
    if (next === undefined) return { at, steps: taken };
    at = next;
  }
  return { at, steps };
}

/**
 * Goes down, from down revision to down revision, and from a root to base.
 *
 * @throws PlumblineError `ambiguous-walk` at a merge point
 */
export function walkDown(
  graph: RevisionGraph,
  { from, steps, argument }: { readonly from: string; readonly steps: number; readonly argument: string },
): Walk {
  let at: string | undefined = from;
  for (let taken = 0; taken < steps; taken++) {
    if (at === undefined) return { at, steps: taken };
    const choices: readonly string[] = graph.downOf(at);
    if (choices.length > 1) throw new PlumblineError('ambiguous-walk', { argument, at, choices });
    [at] = choices;
  }
  return { at, steps };
}
