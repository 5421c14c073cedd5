import { PlumblineError } from '../../errors/plumbline-error';
import { closure } from './closure';
import { assertAcyclic } from './cycles';
import { connect, type Edges } from './edges';
import { carriersOf, spreadLabels } from './labels';
import { assertRevisionId } from './names';
import type { RevisionNode } from './revision-node';

export type { RevisionNode } from './revision-node';

export interface WalkOptions {
  /** Whether the revisions themselves are part of the answer; they are by default. */
  readonly inclusive?: boolean;
  /** Whether `dependsOn` is followed as well as `down`; it is by default. */
  readonly dependencies?: boolean;
}

/**
 * The revisions and how they hang together. Every list is in load order; functions that take ids take full ids and
 * answer an unknown one with an empty list.
 */
export interface RevisionGraph {
  readonly nodes: readonly RevisionNode[];
  get(id: string): RevisionNode | undefined;
  has(id: string): boolean;
  /** Revisions that no other follows. A head that another one depends on is called effective. */
  readonly heads: readonly string[];
  /** Revisions that follow no other. */
  readonly bases: readonly string[];
  /** Revisions that no other follows or depends on: the rows of a database that has everything. */
  readonly realHeads: readonly string[];
  /** Revisions that follow and depend on no other. */
  readonly realBases: readonly string[];
  /** Revisions that several others follow. */
  readonly branchPoints: readonly string[];
  /** Revisions that follow several others. */
  readonly mergePoints: readonly string[];
  /** The revision that carries each branch label. */
  readonly carriers: ReadonlyMap<string, string>;
  /** The branch labels that reach a revision, sorted. */
  labelsOf(id: string): readonly string[];
  /** Down revisions, without repetitions. */
  downOf(id: string): readonly string[];
  /** Down revisions, and the dependencies that no versioned ancestor declares already. */
  parentsOf(id: string): readonly string[];
  /** Down revisions and all dependencies, labels resolved. */
  requirementsOf(id: string): readonly string[];
  /** The revisions that follow this one. */
  childrenOf(id: string): readonly string[];
  /** The revisions that follow this one or depend on it. */
  dependentsOf(id: string): readonly string[];
  ancestorsOf(ids: readonly string[], options?: WalkOptions): readonly string[];
  descendantsOf(ids: readonly string[], options?: WalkOptions): readonly string[];
  /** Sorts into load order. */
  inLoadOrder(ids: Iterable<string>): readonly string[];
}

const NONE: readonly string[] = Object.freeze([]);

/**
 * Builds the graph and checks it.
 *
 * @param nodes the revisions, in load order, which decides ties wherever an order is free
 * @throws PlumblineError `illegal-revision-id`, `illegal-branch-label`, `duplicate-revision`, `self-loop`,
 *   `dependency-self-loop`, `duplicate-branch-label`, `missing-revision`, `cycle`, `dependency-cycle`
 */
export function buildGraph(nodes: readonly RevisionNode[]): RevisionGraph {
  const byId = indexById(nodes);
  const carriers = carriersOf(byId);
  const edges = connect({ byId, carriers });
  assertAcyclic(edges);
  const labels = spreadLabels(carriers, edges);
  const sorter = loadOrder(byId);
  const graph: RevisionGraph = {
    nodes: Object.freeze([...byId.values()]),
    get: (id) => byId.get(id),
    has: (id) => byId.has(id),
    ...landmarks(edges),
    carriers,
    labelsOf: (id) => labels.get(id) ?? NONE,
    downOf: (id) => edges.down.get(id) ?? NONE,
    parentsOf: (id) => edges.normalised.get(id) ?? NONE,
    requirementsOf: (id) => edges.all.get(id) ?? NONE,
    childrenOf: (id) => edges.children.get(id) ?? NONE,
    dependentsOf: (id) => edges.dependents.get(id) ?? NONE,
    ancestorsOf: (ids, options) => sorter.reached(walk(ids, { down: edges.down, all: edges.all }, options)),
    descendantsOf: (ids, options) =>
      sorter.reached(walk(ids, { down: edges.children, all: edges.dependents }, options)),
    inLoadOrder: sorter.sort,
  };
  return Object.freeze(graph);
}

interface LoadOrder {
  sort(ids: Iterable<string>): readonly string[];
  /** The same for what was reached by a walk. */
  reached(ids: ReadonlySet<string>): readonly string[];
}

/** Sorts by the places of the revisions, which are noted when something is sorted for the first time. */
function loadOrder(byId: ReadonlyMap<string, RevisionNode>): LoadOrder {
  let places: ReadonlyMap<string, number> | undefined;
  const placeOf = (id: string): number => {
    places ??= new Map([...byId.keys()].map((one, place) => [one, place]));
    return places.get(id) ?? -1;
  };
  const sort = (ids: Iterable<string>): readonly string[] => {
    const all = [...new Set(ids)];
    return all.length < 2 ? all : all.sort((a, b) => placeOf(a) - placeOf(b));
  };
  return {
    sort,
    // Passing over all of a graph is faster than sorting a large part of it.
    reached: (ids) => (ids.size * 8 > byId.size ? [...byId.keys()].filter((id) => ids.has(id)) : sort(ids)),
  };
}

function indexById(nodes: readonly RevisionNode[]): ReadonlyMap<string, RevisionNode> {
  const byId = new Map<string, RevisionNode>();
  for (const node of nodes) {
    assertRevisionId(node.id);
    if (byId.has(node.id)) throw new PlumblineError('duplicate-revision', { revision: node.id, files: [] });
    if (node.down.includes(node.id)) throw new PlumblineError('self-loop', { revision: node.id });
    if (node.dependsOn.includes(node.id)) {
      throw new PlumblineError('dependency-self-loop', { revision: node.id });
    }
    byId.set(node.id, node);
  }
  return byId;
}

type Landmark = 'heads' | 'bases' | 'realHeads' | 'realBases' | 'branchPoints' | 'mergePoints';

function landmarks({ down, all, children, dependents }: Edges): Pick<RevisionGraph, Landmark> {
  const found: { readonly [L in Landmark]: string[] } = {
    heads: [],
    bases: [],
    realHeads: [],
    realBases: [],
    branchPoints: [],
    mergePoints: [],
  };
  const isAlone = (neighbours: Edges['down'], id: string): boolean => (neighbours.get(id)?.length ?? 0) === 0;
  for (const [id, { length }] of down) {
    if (length > 1) found.mergePoints.push(id);
    if (length > 0) continue;
    found.bases.push(id);
    if (isAlone(all, id)) found.realBases.push(id);
  }
  for (const [id, { length }] of children) {
    if (length > 1) found.branchPoints.push(id);
    if (length > 0) continue;
    found.heads.push(id);
    if (isAlone(dependents, id)) found.realHeads.push(id);
  }
  for (const list of Object.values(found)) Object.freeze(list);
  return found;
}

/** The closure over the edges that the options choose. */
function walk(
  ids: readonly string[],
  edges: { readonly down: Edges['down']; readonly all: Edges['all'] },
  { inclusive = true, dependencies = true }: WalkOptions = {},
): ReadonlySet<string> {
  const neighbours = dependencies ? edges.all : edges.down;
  const known = ids.filter((id) => neighbours.has(id));
  const reached = closure(known, (id) => neighbours.get(id) ?? NONE);
  if (!inclusive) for (const id of known) reached.delete(id);
  return reached;
}
