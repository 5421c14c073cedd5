import { PlumblineError } from '../../errors/plumbline-error';
import type { RevisionGraph } from './revision-graph';
import type { ParsedSymbol } from './symbol-syntax';

/**
 * Names shorter than this are found only in full. (Alembic's rule: of ids like `r1` and `r10`, a beginning would
 * name now one and now the other as the history grows.)
 */
const MIN_PARTIAL_KEY = 4;

/**
 * The revisions that an absolute symbol names: an id, the unique beginning of one, a label, `head`, `heads`, `base`,
 * each with or without a branch before it. `head` is the one versioned head and `heads` all real heads, so the two
 * differ where a head is a dependency of another (Alembic's rule).
 *
 * @param symbol with a name
 * @returns nothing for `base`
 * @throws PlumblineError `unknown-revision`, `ambiguous-partial-id`, `no-such-branch`, `not-in-branch`,
 *   `multiple-heads`
 */
export function resolveAbsolute(
  graph: RevisionGraph,
  { text, branch, name = '' }: ParsedSymbol,
): readonly string[] {
  const line = branch === undefined ? undefined : lineageOf(graph, resolveBranch(graph, branch, text));
  switch (name) {
    case 'base':
      return [];
    case 'heads':
      return line === undefined ? graph.realHeads : graph.heads.filter((id) => line.has(id));
    case 'head': {
      const heads = line === undefined ? graph.heads : graph.heads.filter((id) => line.has(id));
      if (heads.length > 1) throw new PlumblineError('multiple-heads', { argument: text, heads });
      return heads;
    }
    default:
      return [findRevision(graph, name, { text, branch: branch ?? '', line })];
  }
}

/**
 * The one revision that an absolute symbol names, or nothing for `base`.
 *
 * @throws PlumblineError as `resolveAbsolute`; `multiple-heads` when it names several
 */
export function resolveSingle(graph: RevisionGraph, symbol: ParsedSymbol): string | undefined {
  const revisions = resolveAbsolute(graph, symbol);
  if (revisions.length > 1) {
    throw new PlumblineError('multiple-heads', { argument: symbol.text, heads: revisions });
  }
  return revisions[0];
}

/**
 * The revision that stands for a branch: the one that carries the label, or any revision, by its id.
 *
 * @throws PlumblineError `no-such-branch`; `ambiguous-partial-id` when several begin so
 */
export function resolveBranch(graph: RevisionGraph, branch: string, argument: string): string {
  const matches = matchKeys(graph, branch);
  const [only] = matches;
  if (only === undefined) {
    throw new PlumblineError('no-such-branch', { argument, branch, known: [...graph.carriers.keys()] });
  }
  if (matches.length > 1) throw new PlumblineError('ambiguous-partial-id', { argument: branch, matches });
  return revisionOf(graph, only);
}

/** A revision with all that is above and below it; `dependsOn` counts only if asked for. */
export function lineageOf(graph: RevisionGraph, id: string, dependencies = false): ReadonlySet<string> {
  return new Set([
    ...graph.ancestorsOf([id], { dependencies }),
    ...graph.descendantsOf([id], { dependencies }),
  ]);
}

interface Scope {
  readonly text: string;
  readonly branch: string;
  /** The lineage of the branch, where one was named. */
  readonly line: ReadonlySet<string> | undefined;
}

function findRevision(graph: RevisionGraph, name: string, { text, branch, line }: Scope): string {
  const isWhole = graph.has(name) || graph.carriers.has(name);
  const matches = matchKeys(graph, name).filter(
    (key) => isWhole || (line?.has(revisionOf(graph, key)) ?? true),
  );
  const [only] = matches;
  if (only === undefined) {
    throw new PlumblineError('unknown-revision', { argument: text, known: nearest(graph, name) });
  }
  const revision = revisionOf(graph, only);
  if (matches.some((key) => revisionOf(graph, key) !== revision)) {
    throw new PlumblineError('ambiguous-partial-id', { argument: text, matches });
  }
  if (line !== undefined && !line.has(revision)) {
    throw new PlumblineError('not-in-branch', { argument: text, revision, branch });
  }
  return revision;
}

/** The id or label that is so called, or else those that begin so. */
function matchKeys(graph: RevisionGraph, name: string): readonly string[] {
  if (graph.has(name) || graph.carriers.has(name)) return [name];
  if (name === '') return [];
  return keysOf(graph).filter((key) => key.length >= MIN_PARTIAL_KEY && key.startsWith(name));
}

function keysOf(graph: RevisionGraph): readonly string[] {
  return [...graph.nodes.map(({ id }) => id), ...graph.carriers.keys()];
}

function revisionOf(graph: RevisionGraph, key: string): string {
  return graph.carriers.get(key) ?? key;
}

/** Up to five ids and labels that have most of their beginning in common with a name. */
function nearest(graph: RevisionGraph, name: string): readonly string[] {
  return keysOf(graph)
    .map((key) => ({ key, shared: sharedPrefix(key, name) }))
    .sort((a, b) => b.shared - a.shared)
    .slice(0, 5)
    .map(({ key }) => key);
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
