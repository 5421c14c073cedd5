import * as fc from 'fast-check';
import { isPlumblineError } from '../../errors/plumbline-error';
import { planMerge, planRevision } from './creation';
import { planDowngrade, planStamp, planUpgrade, type Movement } from './movement';
import { buildGraph, type RevisionGraph, type RevisionNode } from './revision-graph';
import { resolveRange, resolveRevisions } from './symbols';
import { rowsAfter } from './version-rows';

/** Numbers from which a graph is made: each revision takes what it needs of them. */
interface Draft {
  readonly parents: readonly number[];
  readonly dependencies: readonly number[];
  readonly isLabelled: boolean;
}

const drafts: fc.Arbitrary<readonly Draft[]> = fc.array(
  fc.record({
    // mostly a child or a merge, now and then a root
    parents: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 4, arbitrary: fc.array(fc.nat(), { minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.array(fc.nat(), { minLength: 2, maxLength: 3 }) },
    ),
    dependencies: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }) },
    ),
    isLabelled: fc.boolean(),
  }),
  { maxLength: 14 },
);

/** A legal graph: parents and dependencies come before; a merge may list an ancestor, as some in the wild do. */
function toNodes(list: readonly Draft[]): readonly RevisionNode[] {
  const name = (index: number): string => (index % 3 === 0 ? `rev${index}x` : `r${index}`);
  return list.map(({ parents, dependencies, isLabelled }, index) => ({
    id: name(index),
    down: index === 0 ? [] : [...new Set(parents.map((parent) => name(parent % index)))],
    dependsOn: index === 0 ? [] : [...new Set(dependencies.map((other) => name(other % index)))],
    labels: isLabelled && index % 2 === 0 ? [`label${index}`] : [],
  }));
}

const graphs = fc
  .tuple(drafts, fc.integer())
  .map(([list, seed]) => buildGraph(shuffled(toNodes(list), seed)));

/** Load order is the order of file names, which has nothing to do with who follows whom. */
function shuffled<T>(values: readonly T[], seed: number): readonly T[] {
  const result = [...values];
  let state = seed >>> 0;
  for (let index = result.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (index + 1);
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}

const pick = fc.nat();
/** Symbols of every form; most name something, some do not. */
const symbols = fc
  .tuple(fc.nat(15), pick, pick, fc.integer({ min: 0, max: 4 }), fc.boolean())
  .map(([form, a, b, steps, isUp]) => (graph: RevisionGraph): string => {
    const names = [...graph.nodes.map(({ id }) => id), ...graph.carriers.keys(), 'rev', 'lab', 'nope'];
    const one = names[a % names.length] ?? 'nope';
    const two = names[b % names.length] ?? 'nope';
    const number = `${isUp ? '+' : '-'}${steps}`;
    const forms = ['head', 'heads', 'base', one, one, one.slice(0, 4), `${one}@head`, `${one}@heads`];
    const more = [
      `${one}@base`,
      `${one}@${two}`,
      number,
      `${one}${number}`,
      `head${number}`,
      `base${number}`,
    ];
    return [...forms, ...more, `${one}@${number}`, `${one}@${two}${number}`][form] ?? '';
  });

const worlds = fc.tuple(graphs, fc.array(pick, { maxLength: 4 })).map(([graph, picks]) => {
  const ids = graph.nodes.map(({ id }) => id);
  const chosen = ids.length === 0 ? [] : picks.map((n) => ids[n % ids.length] ?? '');
  return { graph, applied: graph.ancestorsOf(chosen) };
});

/** The definition, written out: what is applied and below nothing that is applied. */
function maximal(graph: RevisionGraph, applied: ReadonlySet<string>): readonly string[] {
  return [...applied].filter((id) => !graph.dependentsOf(id).some((other) => applied.has(other))).sort();
}

/** The value, or the code of the error; whatever is no error of the catalogue fails the property. */
function attempt<T>(run: () => T): { readonly value?: T; readonly error?: string } {
  try {
    return { value: run() };
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    // what people read is made from the data, and must not fail either
    expect(`${error.message}${error.why}${error.next}`).not.toContain('undefined');
    expect(error.code).not.toBe('internal');
    return { error: error.code };
  }
}

function checkRows(graph: RevisionGraph, applied: readonly string[], plan: Movement): void {
  const now = new Set(applied);
  let rows = plan.from;
  for (const step of plan.steps) {
    expect(now.has(step.revision)).toBe(step.direction === 'downgrade');
    if (step.direction === 'upgrade') {
      expect(graph.requirementsOf(step.revision).every((id) => now.has(id))).toBe(true);
      now.add(step.revision);
    } else {
      now.delete(step.revision);
      expect(graph.dependentsOf(step.revision).some((id) => now.has(id))).toBe(false);
    }
    expect(step.rows.gone.filter((id) => !rows.includes(id))).toEqual([]);
    expect(step.rows.come.filter((id) => rows.includes(id))).toEqual([]);
    rows = rowsAfter(rows, [step.rows]);
    expect(rows).toEqual(maximal(graph, now));
  }
  expect(plan.to).toEqual(rows);
}

/** Whether a revision comes after another by way of one that follows it, rather than only depends on it. */
function follows(graph: RevisionGraph, start: string, id: string): boolean {
  return graph.descendantsOf(graph.childrenOf(start)).includes(id);
}

const RUNS = { numRuns: 2000 };

describe('on any graph, with any command', () => {
  it('rows are the maximal applied revisions after every step, and nothing fails unforeseen', () => {
    fc.assert(
      fc.property(worlds, symbols, ({ graph, applied }, symbol) => {
        const rows = maximal(graph, new Set(applied));
        for (const plan of [planUpgrade, planDowngrade]) {
          const { value } = attempt(() => plan(graph, rows, symbol(graph)));
          if (value !== undefined) checkRows(graph, applied, value);
        }
      }),
      RUNS,
    );
  });

  it('a stamp leaves rows none of which includes another, whatever is stamped', () => {
    fc.assert(
      fc.property(worlds, fc.array(symbols, { maxLength: 3 }), fc.boolean(), (world, list, purge) => {
        const { graph, applied } = world;
        const rows = maximal(graph, new Set(applied));
        const targets = list.map((symbol) => symbol(graph));
        const { value } = attempt(() => planStamp(graph, rows, targets, { purge }));
        if (value === undefined) return;
        expect(value.to).toEqual(maximal(graph, new Set(graph.ancestorsOf(value.to))));
        if (targets.length === 1 && targets[0] === 'heads') {
          expect(value.to).toEqual([...graph.realHeads].sort());
        }
      }),
      RUNS,
    );
  });

  it('symbols, ranges and new revisions are answered or refused by name', () => {
    fc.assert(
      fc.property(worlds, symbols, symbols, ({ graph, applied }, first, second) => {
        const rows = maximal(graph, new Set(applied));
        const [a, b] = [first(graph), second(graph)];
        attempt(() => resolveRevisions(graph, a));
        attempt(() => resolveRevisions(graph, a, rows));
        const { value: range } = attempt(() => resolveRange(graph, `${a}:${b}`, rows));
        for (const [index, id] of (range ?? []).entries()) {
          const above = graph.descendantsOf([id], { inclusive: false });
          expect(range?.slice(index).some((later) => above.includes(later))).toBe(false);
        }
        attempt(() => resolveRange(graph, `${a}:current`, rows));
        attempt(() => resolveRange(graph, `current:${b}`, rows));
        attempt(() => planMerge(graph, { id: 'fresh', revisions: [a, b] }));
        const { value: placement } = attempt(() =>
          planRevision(graph, { id: 'fresh', head: a, splice: true, dependsOn: [b] }),
        );
        // what passed the check loads
        if (placement !== undefined) buildGraph([...graph.nodes, { id: 'fresh', labels: [], ...placement }]);
      }),
      RUNS,
    );
  });

  it('the same input gives the same output', () => {
    fc.assert(
      fc.property(worlds, symbols, ({ graph, applied }, symbol) => {
        const again = buildGraph(graph.nodes);
        const rows = maximal(graph, new Set(applied));
        const answers = [graph, again].map((one) => [
          attempt(() => planUpgrade(one, rows, symbol(graph))),
          attempt(() => planDowngrade(one, rows, symbol(graph))),
          attempt(() => planStamp(one, rows, [symbol(graph)])),
          attempt(() => resolveRange(one, `${symbol(graph)}:`)),
        ]);
        expect(answers[0]).toEqual(answers[1]);
      }),
      { numRuns: 500 },
    );
  });

  it('up to heads applies everything, down to base undoes everything', () => {
    fc.assert(
      fc.property(worlds, ({ graph, applied }) => {
        const rows = maximal(graph, new Set(applied));
        const up = planUpgrade(graph, rows, 'heads');
        expect(up.to).toEqual([...graph.realHeads].sort());
        expect(up.steps).toHaveLength(graph.nodes.length - applied.length);
        const down = planDowngrade(graph, up.to, 'base');
        expect(down.to).toEqual([]);
        expect(down.steps).toHaveLength(graph.nodes.length);
      }),
      RUNS,
    );
  });

  it('up from a revision and back down to it gives the same rows', () => {
    let returned = 0;
    fc.assert(
      fc.property(worlds, pick, pick, ({ graph }, n, m) => {
        const start = graph.nodes[n % Math.max(graph.nodes.length, 1)]?.id;
        if (start === undefined) return;
        const above = graph.descendantsOf([start], { dependencies: false });
        const up = planUpgrade(graph, [start], above[m % above.length] ?? start);
        const down = planDowngrade(graph, up.to, start);
        const undone = new Set(down.steps.map(({ revision }) => revision));
        // a downgrade undoes all that follows its target, and keeps what that merely depended on or merged
        const kept = graph.ancestorsOf(up.to).filter((id) => !undone.has(id));
        expect(kept.filter((id) => follows(graph, start, id))).toEqual([]);
        expect(down.to).toEqual(maximal(graph, new Set(kept)));
        if (up.steps.length !== undone.size) return;
        expect(down.to).toEqual([start]);
        returned += up.steps.length > 0 ? 1 : 0;
      }),
      RUNS,
    );
    // the property is not an empty one
    expect(returned).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('a database on either side of a fork can cross the merge', () => {
    fc.assert(
      fc.property(graphs, pick, ({ mergePoints, ...graph }, n) => {
        const merge = mergePoints[n % Math.max(mergePoints.length, 1)];
        if (merge === undefined) return;
        const whole = { mergePoints, ...graph };
        for (const side of graph.downOf(merge)) {
          const up = planUpgrade(whole, [side], merge);
          checkRows(whole, graph.ancestorsOf([side]), up);
          expect(up.to).toEqual([merge]);
        }
      }),
      RUNS,
    );
  });
});
