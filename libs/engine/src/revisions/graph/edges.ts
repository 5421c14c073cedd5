import { PlumblineError } from '../../errors/plumbline-error';
import { closure, unique } from './closure';
import type { RevisionNode } from './revision-node';

type Neighbours = ReadonlyMap<string, readonly string[]>;

/**
 * The edges of the graph. There are two kinds: a *versioned* edge leads to a down revision, a *dependency* to a
 * revision that `dependsOn` names.
 */
export interface Edges {
  /** Versioned parents. */
  readonly down: Neighbours;
  /** Parents of both kinds. */
  readonly all: Neighbours;
  /** Versioned parents, and the dependencies that no versioned ancestor declares already. */
  readonly normalised: Neighbours;
  /** Versioned children, in load order. */
  readonly children: Neighbours;
  /** Children of both kinds, in load order. */
  readonly dependents: Neighbours;
  /** Whether all versioned parents were loaded before their children, as they mostly are: then no cycle is in them. */
  readonly parentsFirst: boolean;
}

interface Known {
  readonly byId: ReadonlyMap<string, RevisionNode>;
  /** The revision that carries each branch label. */
  readonly carriers: ReadonlyMap<string, string>;
}

/**
 * Connects the revisions.
 *
 * @param known the revisions by their ids, in load order
 * @throws PlumblineError `missing-revision` when a parent is not there; `dependency-self-loop` when a label leads a
 *   dependency back to its own revision
 */
export function connect(known: Known): Edges {
  const { down, children, parentsFirst } = connectVersioned(known.byId);
  const dependencies = new Map<string, readonly string[]>();
  for (const node of known.byId.values()) {
    if (node.dependsOn.length === 0) continue;
    dependencies.set(node.id, unique(node.dependsOn.map((name) => findDependency(node, name, known))));
  }
  // most histories have no dependencies, and then the edges of both kinds are those of one
  if (dependencies.size === 0) {
    return { down, all: down, normalised: down, children, dependents: children, parentsFirst };
  }
  const all = new Map(down);
  for (const [id, required] of dependencies) all.set(id, unique([...(down.get(id) ?? []), ...required]));
  const normalised = normalise({ down, dependencies, children });
  return { down, all, normalised, children, dependents: reverse(all), parentsFirst };
}

const NO_CHILDREN: string[] = [];

/** In one pass, since a history is read at every start: a parent that has no list of children yet is missing, or comes later. */
function connectVersioned(
  byId: ReadonlyMap<string, RevisionNode>,
): Pick<Edges, 'down' | 'children' | 'parentsFirst'> {
  const down = new Map<string, readonly string[]>();
  const children = new Map<string, string[]>();
  let parentsFirst = true;
  for (const [id, node] of byId) {
    const parents = unique(node.down);
    for (const parent of parents) {
      const siblings = children.get(parent);
      // A list of one is made with it: the first `push` to an empty one makes room for seventeen.
      if (siblings === NO_CHILDREN) children.set(parent, [id]);
      else if (siblings !== undefined) siblings.push(id);
      else if (byId.has(parent)) parentsFirst = false;
      else throw new PlumblineError('missing-revision', { revision: id, missing: parent });
    }
    down.set(id, parents);
    children.set(id, NO_CHILDREN);
  }
  return { down, children: parentsFirst ? children : reverse(down), parentsFirst };
}

function findDependency(node: RevisionNode, name: string, known: Known): string {
  const id = known.byId.has(name) ? name : known.carriers.get(name);
  if (id === undefined) throw new PlumblineError('missing-revision', { revision: node.id, missing: name });
  if (id === node.id) throw new PlumblineError('dependency-self-loop', { revision: node.id });
  return id;
}

function reverse(parents: Neighbours): Neighbours {
  const children = new Map<string, string[]>();
  for (const id of parents.keys()) children.set(id, []);
  for (const [id, ups] of parents) for (const up of ups) children.get(up)?.push(id);
  return children;
}

/**
 * Leaves out of each revision's dependencies those that a versioned ancestor declares too: they are applied long
 * since. (Alembic's rule; without it a line that repeats a dependency would come apart when it goes down, #789.)
 */
function normalise(edges: {
  readonly down: Neighbours;
  readonly dependencies: Neighbours;
  readonly children: Neighbours;
}): Neighbours {
  const declarers = new Map<string, string[]>();
  for (const [id, required] of edges.dependencies) {
    for (const dependency of required) {
      const known = declarers.get(dependency);
      if (known === undefined) declarers.set(dependency, [id]);
      else known.push(id);
    }
  }
  const redundant = new Map<string, Set<string>>();
  for (const [dependency, revisions] of declarers) {
    if (revisions.length < 2) continue;
    const following = revisions.flatMap((id) => edges.children.get(id) ?? []);
    const covered = closure(following, (id) => edges.children.get(id) ?? []);
    redundant.set(dependency, covered);
  }
  const normalised = new Map(edges.down);
  for (const [id, required] of edges.dependencies) {
    const needed = required.filter((dependency) => redundant.get(dependency)?.has(id) !== true);
    normalised.set(id, unique([...(edges.down.get(id) ?? []), ...needed]));
  }
  return normalised;
}
