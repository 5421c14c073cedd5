import { PlumblineError } from '../../errors/plumbline-error';
import type { Edges } from './edges';

/**
 * Checks that no revision comes before itself: first along down revisions, then with dependencies.
 *
 * @throws PlumblineError `cycle` or `dependency-cycle`, with the revisions of one cycle, each followed by one that
 *   it waits for
 */
export function assertAcyclic(edges: Edges): void {
  const cycle = edges.parentsFirst ? undefined : findCycle(edges.down, edges.children);
  if (cycle !== undefined) throw new PlumblineError('cycle', { revisions: cycle });
  if (edges.all === edges.down) return;
  const dependencyCycle = findCycle(edges.all, edges.dependents);
  if (dependencyCycle !== undefined)
    throw new PlumblineError('dependency-cycle', { revisions: dependencyCycle });
}

/** Takes away, again and again, what waits for nothing (Kahn); whatever stays is on a cycle or above one. */
function findCycle(parents: Edges['down'], children: Edges['children']): readonly string[] | undefined {
  const waiting = new Map([...parents].map(([id, ups]) => [id, ups.length]));
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const child of children.get(id) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  const [first] = waiting.keys();
  return first === undefined ? undefined : followCycle(first, parents, waiting);
}

/** Every revision that waits has a parent that waits: following these must come back somewhere. */
function followCycle(
  start: string,
  parents: Edges['down'],
  waiting: ReadonlyMap<string, number>,
): readonly string[] {
  const path: string[] = [];
  const position = new Map<string, number>();
  let id: string | undefined = start;
  while (id !== undefined && !position.has(id)) {
    position.set(id, path.length);
    path.push(id);
    id = parents.get(id)?.find((up) => waiting.has(up));
  }
  return path.slice(id === undefined ? 0 : position.get(id));
}
