import { PlumblineError } from '../../errors/plumbline-error';
import { compareText } from '../../kernel/ordering';
import { closure } from './closure';
import type { Edges } from './edges';
import { assertBranchLabel } from './names';
import type { RevisionNode } from './revision-node';

/**
 * Which revision carries each branch label.
 *
 * @throws PlumblineError `illegal-branch-label`; `duplicate-branch-label` when two revisions carry one label, or
 *   when a label is the id of a revision
 */
export function carriersOf(byId: ReadonlyMap<string, RevisionNode>): ReadonlyMap<string, string> {
  const carriers = new Map<string, string>();
  for (const node of byId.values()) {
    if (node.labels.length === 0) continue;
    for (const label of new Set(node.labels)) {
      assertBranchLabel(label, node.id);
      const usedBy = byId.has(label) ? label : carriers.get(label);
      if (usedBy !== undefined) {
        throw new PlumblineError('duplicate-branch-label', { label, revision: node.id, usedBy });
      }
      carriers.set(label, node.id);
    }
  }
  return carriers;
}

/**
 * Spreads the labels, by Alembic's rule: a label names its revision and all versioned descendants; and where these
 * are one unbroken line up to a head, also the line below the revision, down to the next branch point or merge
 * point, which is left out. So a labelled head names its line back to the fork.
 *
 * @param carriers the revision that carries each label
 * @returns the sorted labels of each revision that has any
 */
export function spreadLabels(
  carriers: ReadonlyMap<string, string>,
  edges: Edges,
): ReadonlyMap<string, readonly string[]> {
  const spread = new Map<string, string[]>();
  for (const [label, carrier] of carriers) {
    const line = closure([carrier], (id) => edges.children.get(id) ?? []);
    const isUnbroken = [...line].every((id) => !isJunction(id, edges));
    if (isUnbroken) for (const id of lineBelow(carrier, edges)) line.add(id);
    for (const id of line) spread.set(id, [...(spread.get(id) ?? []), label]);
  }
  for (const labels of spread.values()) labels.sort(compareText);
  return spread;
}

/** A merge point, or a revision that several others follow or depend on. */
function isJunction(id: string, edges: Edges): boolean {
  return (edges.down.get(id)?.length ?? 0) > 1 || (edges.dependents.get(id)?.length ?? 0) > 1;
}

function lineBelow(id: string, edges: Edges): readonly string[] {
  const line: string[] = [];
  let below = edges.down.get(id)?.[0];
  while (below !== undefined && !isJunction(below, edges)) {
    line.push(below);
    below = edges.down.get(below)?.[0];
  }
  return line;
}
