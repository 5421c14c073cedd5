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
}

/**
 * Connects the revisions.
 *
 * @param nodes the revisions, in load order, with unique ids
 * @param carriers the revision that carries each branch label
 * @throws PlumblineError `missing-revision` when a parent is not there; `dependency-self-loop` when a label leads a
 *   dependency back to its own revision
 */
export function connect(nodes: readonly RevisionNode[], carriers: ReadonlyMap<string, string>): Edges {
  const ids = new Set(nodes.map(({ id }) => id));
  const down = new Map<string, readonly string[]>();
  const dependencies = new Map<string, readonly string[]>();
  for (const node of nodes) {
    const missing = node.down.find((id) => !ids.has(id));
    if (missing !== undefined) throw new PlumblineError('missing-revision', { revision: node.id, missing });
    down.set(node.id, unique(node.down));
    if (node.dependsOn.length > 0) {
      const required = node.dependsOn.map((name) => findDependency(node, name, { ids, carriers }));
      dependencies.set(node.id, unique(required));
    }
  }
  const children = reverse(down);
  // most histories have no dependencies, and then the edges of both kinds are those of one
  if (dependencies.size === 0) return { down, all: down, normalised: down, children, dependents: children };
  const all = new Map(down);
  for (const [id, required] of dependencies) all.set(id, unique([...(down.get(id) ?? []), ...required]));
  const dependents = reverse(all);
  return { down, all, normalised: normalise({ down, dependencies, children }), children, dependents };
}

function findDependency(
  node: RevisionNode,
  name: string,
  known: { readonly ids: ReadonlySet<string>; readonly carriers: ReadonlyMap<string, string> },
): string {
  const id = known.ids.has(name) ? name : known.carriers.get(name);
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
