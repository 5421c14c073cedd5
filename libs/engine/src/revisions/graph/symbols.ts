import { PlumblineError } from '../../errors/plumbline-error';
import { unique } from './closure';
import { resolveAbsolute } from './lookup';
import { collectRange, parseRange } from './range';
import type { RevisionGraph } from './revision-graph';
import { parseSymbol } from './symbol-syntax';
import { walksBelow, downgradeTarget, upgradeTargets } from './targets';

/**
 * The revisions that a symbol names.
 *
 * | symbol | names |
 * |---|---|
 * | `3f2a9c1d7b4e`, `3f2a` | the revision with that id, or the only one whose id begins so |
 * | `head`, `heads` | the one head; all heads that nothing depends on |
 * | `base` | nothing: what is before the first revision |
 * | `payments` | the revision that carries the label |
 * | `payments@head`, `3f2a@heads` | the head, or heads, of a branch: of a label, or of any revision |
 * | `payments@3f2a` | the revision, if it is above or below the branch's |
 * | `3f2a+2`, `head-1`, `base+1` | so many steps above or below the name |
 * | `payments@base+2` | the same, choosing the branch where there are several ways |
 * | `+1`, `-1`, `payments@+1` | so many steps above or below where the database is |
 * | `current` | where the database is |
 *
 * @param current the version rows. Without them `-N` counts from the heads, as in `history`, and `+N` and `current`
 *   name nothing.
 * @returns nothing for base
 * @throws PlumblineError `unknown-revision`, `ambiguous-partial-id`, `no-such-branch`, `not-in-branch`,
 *   `multiple-heads`, `walked-too-far`, `relative-out-of-range`, `ambiguous-walk`, `ambiguous-upgrade`,
 *   `range-not-allowed`
 */
export function resolveRevisions(
  graph: RevisionGraph,
  text: string,
  current?: readonly string[],
): readonly string[] {
  if (text.includes(':')) throw new PlumblineError('range-not-allowed', { argument: text });
  if (text === 'current' && current !== undefined) return unique(current);
  const symbol = parseSymbol(text);
  if (symbol.steps === undefined) return resolveAbsolute(graph, symbol);
  if (symbol.name !== undefined) return upgradeTargets(graph, [], text);
  if (current === undefined) {
    if (symbol.steps >= 0) return resolveAbsolute(graph, { text, name: text });
    return unique(walksBelow(graph, symbol).flatMap(({ at }) => (at === undefined ? [] : [at])));
  }
  if (symbol.steps >= 0) return upgradeTargets(graph, current, text);
  const { revision } = downgradeTarget(graph, current, text);
  return revision === undefined ? [] : [revision];
}

/**
 * The revisions of a range, both ends included, newest first.
 *
 * @param range `start:end`, `start:` or `:end`; a start `-N` counts from the heads, an end `+N` from the start; a
 *   number that is too large stops at the end. What the start does not lead to by down revisions is left out; from
 *   base, dependencies come along.
 * @param current the version rows, for `current` as an end
 * @throws PlumblineError those of the symbols; `usage` without exactly one colon; `not-ancestor` when the start is
 *   not below the end; `overlap` when one end includes another
 */
export function resolveRange(
  graph: RevisionGraph,
  range: string,
  current: readonly string[] = [],
): readonly string[] {
  return collectRange(graph, parseRange(range), current);
}
