import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPlumblineError } from '../../errors/plumbline-error';
import { planMerge, planRevision, type Placement } from './creation';
import { planDowngrade, planStamp, planUpgrade } from './movement';
import { buildGraph, type RevisionGraph, type RevisionNode } from './revision-graph';
import { resolveRange, resolveRevisions } from './symbols';
import { currentHeads } from './version-rows';

interface Outcome {
  readonly error?: string;
  readonly steps?: readonly (readonly [string, string])[];
  readonly heads?: readonly string[];
}
interface GraphCase {
  readonly name: string;
  readonly revisions: readonly RevisionNode[];
  readonly command: 'upgrade' | 'downgrade' | 'stamp';
  readonly from: readonly string[];
  readonly target: string;
  readonly purge?: boolean;
  readonly expect: Outcome;
  readonly port: 'match' | 'any-of' | 'improve';
  readonly variants?: readonly Outcome[];
  readonly correctHeads?: readonly string[];
}
interface SymbolCase {
  readonly graph: string;
  readonly command: string;
  readonly args: Record<string, unknown>;
  readonly expect: { readonly value?: unknown; readonly error?: string };
}

const folder = join(__dirname, '../../../testdata/graph');
const read = <T>(file: string): T => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;

/** The answer, or the code of the error; whatever is no error of ours fails the test. */
function outcomeOf<T>(answer: () => T): T | { error: string } {
  try {
    return answer();
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    return { error: error.code };
  }
}

function run(given: GraphCase): Outcome {
  const graph = buildGraph(given.revisions);
  if (given.command === 'stamp') {
    const purge = given.purge === true;
    return { steps: [], heads: planStamp(graph, given.from, [given.target], { purge }).to };
  }
  const plan = given.command === 'upgrade' ? planUpgrade : planDowngrade;
  const { steps, to } = plan(graph, given.from, given.target);
  return {
    steps: steps.map((step) => [step.direction === 'upgrade' ? 'up' : 'down', step.revision] as const),
    heads: to,
  };
}

describe('the recorded movements', () => {
  const only = ({ error, steps, heads }: Outcome): Outcome =>
    error === undefined ? { steps: steps ?? [], heads: heads ?? [] } : { error };

  for (const given of read<readonly GraphCase[]>('graph-cases.json')) {
    it(given.name, () => {
      const actual = outcomeOf(() => run(given));
      if (given.port === 'improve') expect((actual as Outcome).heads).toEqual(given.correctHeads);
      else if (given.port === 'any-of') expect(given.variants?.map(only)).toContainEqual(actual);
      else expect(actual).toEqual(only(given.expect));
    });
  }
});

describe('the recorded movements on random graphs', () => {
  const cases = read<readonly GraphCase[]>('random-cases.json');
  it.each(cases.map((given, index) => [index, given.name, given] as const))('%d: %s', (_, __, given) => {
    const { error, steps } = outcomeOf(() => run(given)) as Outcome;
    expect(error === undefined ? { steps } : { error }).toEqual(given.expect);
  });
});

/** Where we answer and Alembic does not, because here every command has the whole symbol language. */
const ANSWERED: Readonly<Record<string, readonly string[]>> = {
  'linear resolve {"symbol":"head-1"}': ['1bbe33445780'],
  'linear history {"base":"b7ea43dc85e4-2","head":"b7ea43dc85e4"}': [
    'b7ea43dc85e4',
    '548bbb905360',
    'e6239818bb3a',
  ],
};

describe('the recorded answers to symbols', () => {
  const { graphs, cases } = read<{
    readonly graphs: Readonly<Record<string, readonly RevisionNode[]>>;
    readonly cases: readonly SymbolCase[];
  }>('symbol-cases.json');

  for (const { graph: name, command, args, expect: expected } of cases) {
    const title = `${name} ${command} ${JSON.stringify(args)}`;
    const nodes = graphs[name] ?? [];
    it(title, () => {
      if (command.startsWith('cli:')) {
        checkText(buildGraph(nodes), command, String(expected.value));
        return;
      }
      const actual = outcomeOf(() => answer(nodes, command, args));
      const ours = ANSWERED[title];
      if (ours !== undefined) expect(actual).toEqual(ours);
      else if (expected.error !== undefined) expect(actual).toEqual({ error: expected.error });
      else expect(actual).toEqual(comparable(command, expected.value));
    });
  }

  const text = (value: unknown): string => value as string;
  const texts = (value: unknown): readonly string[] =>
    value === undefined || value === null ? [] : Array.isArray(value) ? (value as string[]) : [text(value)];

  function answer(nodes: readonly RevisionNode[], command: string, args: Record<string, unknown>): unknown {
    const graph = buildGraph(nodes);
    switch (command) {
      case 'resolve':
        return [...resolveRevisions(graph, text(args.symbol))].sort();
      case 'history':
        return resolveRange(graph, `${text(args.base)}:${text(args.head)}`);
      case 'inspect':
        return inspect(graph);
      case 'current':
        return currentHeads(graph, texts(args.rows));
      case 'merge':
        return created(
          graph,
          'feedfeed0002',
          [],
          planMerge(graph, {
            id: 'feedfeed0002',
            revisions: texts(args.revisions),
          }),
        );
      case 'revision':
        return revisionOf(graph, args);
      default:
        throw new Error(`unknown command ${command}`);
    }
  }

  function revisionOf(graph: RevisionGraph, args: Record<string, unknown>): unknown {
    const id = text(args.rev_id ?? 'feedfeed0001');
    const branchLabels = texts(args.branch_label);
    const placement = planRevision(graph, {
      id,
      ...(args.head === undefined ? {} : { head: texts(args.head) }),
      splice: args.splice === true,
      branchLabels,
      dependsOn: texts(args.depends_on),
    });
    return { ...created(graph, id, branchLabels, placement), dependsOn: placement.dependsOn, branchLabels };
  }

  /** The place of a revision, and the heads once it is there. */
  function created(
    graph: RevisionGraph,
    id: string,
    labels: readonly string[],
    { down, dependsOn }: Placement,
  ): Record<string, unknown> {
    const after = buildGraph([...graph.nodes, { id, down, dependsOn, labels }]);
    return { down, headsAfter: [...after.heads].sort() };
  }

  function comparable(command: string, value: unknown): unknown {
    if (command === 'resolve') return [...texts(value)].sort();
    if (command !== 'revision') return value;
    const { down, headsAfter, dependsOn, branchLabels } = value as Record<string, unknown>;
    return { down, headsAfter, dependsOn: texts(dependsOn), branchLabels: texts(branchLabels) };
  }

  function inspect(graph: RevisionGraph): unknown {
    const each = (of: (id: string) => readonly string[]): Record<string, readonly string[]> =>
      Object.fromEntries(graph.nodes.map(({ id }) => [id, [...of(id)].sort()]));
    return {
      heads: [...graph.heads].sort(),
      realHeads: [...graph.realHeads].sort(),
      bases: [...graph.bases].sort(),
      realBases: [...graph.realBases].sort(),
      branchpoints: [...graph.branchPoints].sort(),
      mergepoints: [...graph.mergePoints].sort(),
      labels: each(graph.labelsOf),
      normalizedDown: each(graph.parentsOf),
    };
  }

  /** What the text of a command says about the graph: which revisions, in which order, with which marks. */
  function checkText(graph: RevisionGraph, command: string, printed: string): void {
    const ids = [...printed.matchAll(/^Rev: (\S+)/gm)].map((match) => match[1] ?? '');
    if (command === 'cli:history') expect(resolveRange(graph, ':')).toEqual(ids);
    if (command === 'cli:show') expect(resolveRevisions(graph, 'heads')).toEqual(ids);
    if (command === 'cli:heads') {
      const lines = graph.heads.map((id) => {
        const labels = graph.labelsOf(id).length === 0 ? '' : ` (${graph.labelsOf(id).join(', ')})`;
        return `${id}${labels} ${graph.realHeads.includes(id) ? '(head)' : '(effective head)'}\n`;
      });
      // with --resolve-dependencies, effective heads are left out
      expect(lines.filter((line) => line.includes('(head)')).join('')).toBe(printed);
    }
    if (command === 'cli:branches') {
      const points = [...printed.matchAll(/^(\S+).*\(branchpoint\)$/gm)].map((match) => match[1]);
      const children = [...printed.matchAll(/^ +-> (\S+)/gm)].map((match) => match[1]);
      expect(graph.branchPoints).toEqual(points);
      expect([...graph.branchPoints.flatMap((id) => graph.childrenOf(id))].sort()).toEqual(children.sort());
    }
  }
});
