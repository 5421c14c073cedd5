import { judgePair } from '../operations/commute';
import { describeOperation } from '../operations/describe';
import type { Operation } from '../operations/operation';
import { recordRevision } from '../plan/plan';
import type { ConflictReport, MeetingReport, RevisionOperation } from '../report/report';
import { loadRevision } from '../revisions/files/load-revision';
import { loadDialect } from './database';
import { fileOf, type Project } from './project';

/** Two lines of revisions that do not follow each other, each oldest first. */
export interface Sides {
  readonly first: readonly string[];
  readonly second: readonly string[];
}

/** What each of two revisions has and the other has not: itself, and what it needs, oldest first. */
export function sidesOf({ graph }: Project, first: string, second: string): Sides {
  return { first: ownOf(graph, [first], [second]), second: ownOf(graph, [second], [first]) };
}

/** What some revisions need and others do not, oldest first. */
export function ownOf(
  graph: Project['graph'],
  ids: readonly string[],
  others: readonly string[],
): readonly string[] {
  const shared = new Set(graph.ancestorsOf(others));
  return parentsFirst(graph, new Set(graph.ancestorsOf(ids).filter((id) => !shared.has(id))));
}

/** Each revision after what it needs; in load order otherwise. */
function parentsFirst(graph: Project['graph'], ids: ReadonlySet<string>): readonly string[] {
  const ordered = new Set<string>();
  const todo = [...graph.inLoadOrder(ids)].reverse();
  for (let id = todo.at(-1); id !== undefined; id = todo.at(-1)) {
    const waiting = graph.requirementsOf(id).filter((one) => ids.has(one) && !ordered.has(one));
    if (waiting.length > 0 && !ordered.has(id)) todo.push(...waiting);
    else {
      ordered.add(id);
      todo.pop();
    }
  }
  return [...ordered];
}

/** Every two of some revisions. */
export function pairsOf(ids: readonly string[]): readonly (readonly [string, string])[] {
  return ids.flatMap((first, index) => ids.slice(index + 1).map((second) => [first, second] as const));
}

/**
 * What the operations of several pairs of lines do to each other, in each dialect of the configuration.
 *
 * @throws PlumblineError those of loading and recording a revision
 */
export async function meet(project: Project, pairs: readonly Sides[]): Promise<MeetingReport> {
  const conflicts = new Map<string, ConflictReport>();
  const unjudged = new Map<string, RevisionOperation>();
  for (const name of project.config.dialects) {
    const record = recorder(project, await loadDialect(name));
    for (const { first, second } of pairs) {
      const ours = await record(first);
      const theirs = await record(second);
      for (const mine of ours) {
        for (const other of theirs) judge(mine, other, name, { conflicts, unjudged });
      }
    }
  }
  return { conflicts: [...conflicts.values()], unjudged: [...unjudged.values()] };
}

interface Recorded {
  readonly revision: string;
  readonly operation: Operation;
}

/** Records each revision once. */
function recorder(
  project: Project,
  dialect: Awaited<ReturnType<typeof loadDialect>>,
): (ids: readonly string[]) => Promise<readonly Recorded[]> {
  const known = new Map<string, readonly Recorded[]>();
  return async (ids) => {
    const all: Recorded[] = [];
    for (const revision of ids) {
      let recorded = known.get(revision);
      if (recorded === undefined) {
        const file = fileOf(project, revision);
        const operations = recordRevision(await loadRevision(file), file, 'upgrade', dialect);
        recorded = operations.map((operation) => ({ revision, operation }));
        known.set(revision, recorded);
      }
      all.push(...recorded);
    }
    return all;
  };
}

function judge(
  mine: Recorded,
  other: Recorded,
  dialect: string,
  found: {
    readonly conflicts: Map<string, ConflictReport>;
    readonly unjudged: Map<string, RevisionOperation>;
  },
): void {
  const verdict = judgePair(mine.operation, other.operation);
  if (verdict.kind === 'commutes') return;
  if (verdict.kind === 'unknown') {
    for (const one of [mine, other].filter(({ operation }) => isOpaque(operation))) {
      const report = inWords(one);
      found.unjudged.set(`${report.revision}\n${report.operation}`, report);
    }
    return;
  }
  const [first, second] = [inWords(mine), inWords(other)];
  const key = JSON.stringify([first, second, verdict.reason]);
  const dialects = found.conflicts.get(key)?.dialects ?? [];
  found.conflicts.set(key, { first, second, reason: verdict.reason, dialects: [...dialects, dialect] });
}

function isOpaque({ kind }: Operation): boolean {
  return kind === 'execute' || kind === 'run';
}

function inWords({ revision, operation }: Recorded): RevisionOperation {
  return { revision, operation: describeOperation(operation) };
}
