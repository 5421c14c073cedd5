import type { RevisionNode } from '../revision-node';
import { buildGraph, type RevisionGraph } from '../revision-graph';

const REVISION = /^(?<id>[^([{]+)(?:\((?<down>[^)]*)\))?(?:\[(?<deps>[^\]]*)\])?(?:\{(?<labels>[^}]*)\})?$/;

/**
 * Revisions from a line of text: `b(a)` follows a, `d(b,c)` merges b and c, `e[x]` depends on x, `f{shop}` carries a
 * label; roots have no parentheses. The order is the load order.
 */
export function drawNodes(text: string): readonly RevisionNode[] {
  const split = (part: string | undefined): readonly string[] => part?.split(',') ?? [];
  return text.split(' ').map((word) => {
    const { id = '', down, deps, labels } = REVISION.exec(word)?.groups ?? {};
    return { id, down: split(down), dependsOn: split(deps), labels: split(labels) };
  });
}

/** The graph of a line of text, as `drawNodes` reads it. */
export function draw(text: string): RevisionGraph {
  return buildGraph(drawNodes(text));
}

/** The code of the error that a function throws, so that a table of cases reads well. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
  return 'no error';
}
