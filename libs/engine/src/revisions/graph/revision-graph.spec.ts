import { performance } from 'node:perf_hooks';
import { isPlumblineError } from '../../errors/plumbline-error';
import { planDowngrade, planUpgrade } from './movement';
import { buildGraph, type RevisionGraph, type RevisionNode } from './revision-graph';
import { resolveRange, resolveRevisions } from './symbols';
import { codeOf, draw } from './testing/draw';

describe('a revision graph', () => {
  const graph = draw('a b(a) c(b){shop} d(c) e(b) f(d,e) x y(x)[e]');

  it('has heads and bases by down revision, and real ones with dependencies', () => {
    expect(graph.heads).toEqual(['f', 'y']);
    expect(draw('a b(a) x[b]').heads).toEqual(['b', 'x']);
    expect(draw('a b(a) x[b]').realHeads).toEqual(['x']);
    expect(graph.bases).toEqual(['a', 'x']);
    expect(draw('a x[a]').realBases).toEqual(['a']);
  });

  it('has branch points and merge points', () => {
    expect(graph.branchPoints).toEqual(['b']);
    expect(graph.mergePoints).toEqual(['f']);
  });

  it('is walked up and down, with dependencies or without, in load order', () => {
    expect(graph.ancestorsOf(['y'])).toEqual(['a', 'b', 'e', 'x', 'y']);
    expect(graph.ancestorsOf(['y'], { dependencies: false })).toEqual(['x', 'y']);
    expect(graph.descendantsOf(['e'], { inclusive: false })).toEqual(['f', 'y']);
    expect(graph.descendantsOf(['nope'])).toEqual([]);
  });

  it('leaves out of the parents a dependency that an ancestor declares already', () => {
    expect(draw('x a b(a)[x] c(b)[x]').parentsOf('c')).toEqual(['b']);
    expect(draw('x a b(a)[x] c(b)[x]').requirementsOf('c')).toEqual(['b', 'x']);
  });

  it('resolves a label in dependsOn', () => {
    expect(draw('x{lib} a[lib]').parentsOf('a')).toEqual(['x']);
  });

  it('cannot be changed from outside', () => {
    const nodes: RevisionNode[] = [{ id: 'a', down: [], dependsOn: [], labels: [] }];
    const frozen = buildGraph(nodes);
    nodes.push({ id: 'b', down: ['a'], dependsOn: [], labels: [] });
    expect(frozen.nodes).toHaveLength(1);
    expect(Object.isFrozen(frozen.nodes)).toBe(true);
    expect(Object.isFrozen(frozen.heads)).toBe(true);
  });
});

describe('a branch label', () => {
  it('names its revision, all that follows, and the line below it down to the fork', () => {
    const graph = draw('a b(a) c(b) d(c){shop} e(d) z(a)');
    expect(graph.nodes.map(({ id }) => [id, graph.labelsOf(id).join()])).toEqual([
      ['a', ''],
      ['b', 'shop'],
      ['c', 'shop'],
      ['d', 'shop'],
      ['e', 'shop'],
      ['z', ''],
    ]);
  });

  it('travels through a merge into the merged line', () => {
    expect(draw('a b(a){shop} c(a) d(b,c) e(d)').labelsOf('e')).toEqual(['shop']);
  });

  it('stays above its revision where its own line branches', () => {
    expect(draw('a b(a){shop} c(b) d(b)').labelsOf('a')).toEqual([]);
  });
});

describe('what cannot be a graph', () => {
  it.each([
    ['a(a)', 'self-loop'],
    ['a b(a,b)', 'self-loop'],
    ['a[a]', 'dependency-self-loop'],
    ['a[lib]{lib}', 'dependency-self-loop'],
    ['a(c) b(a) c(b)', 'cycle'],
    ['a b(a)[c] c(b)', 'dependency-cycle'],
    ['a{x} b(a){x}', 'duplicate-branch-label'],
    ['a b(a){a}', 'duplicate-branch-label'],
    ['a a', 'duplicate-revision'],
    ['a b(z)', 'missing-revision'],
    ['a b(a)[z]', 'missing-revision'],
    ['a-b', 'illegal-revision-id'],
    ['head', 'illegal-revision-id'],
    [`a${'b'.repeat(32)}`, 'illegal-revision-id'],
    ['a{base}', 'illegal-branch-label'],
    ['a{b@c}', 'illegal-branch-label'],
  ])('%s: %s', (text, code) => {
    expect(codeOf(() => draw(text))).toBe(code);
  });

  it('names the revisions of the circle, and only these', () => {
    expect.assertions(1);
    try {
      draw('a b(a) c(b,e) d(c) e(d) f(e)');
    } catch (error) {
      if (isPlumblineError(error, 'cycle')) expect([...error.data.revisions].sort()).toEqual(['c', 'd', 'e']);
    }
  });
});

describe('a history of 10,000 revisions', () => {
  const count = 10_000;
  const id = (index: number): string => `r${String(index).padStart(8, '0')}`;
  const node = (index: number, down: readonly number[]): RevisionNode => ({
    id: id(index),
    down: down.map(id),
    dependsOn: [],
    labels: [],
  });
  const line = Array.from({ length: count }, (_, index) => node(index, index === 0 ? [] : [index - 1]));
  const merges = Array.from({ length: count }, (_, index) =>
    node(
      index,
      index === 0
        ? []
        : index % 3 === 1
          ? [index - 1]
          : index % 3 === 2
            ? [index - 2]
            : [index - 2, index - 1],
    ),
  );
  const fan = Array.from({ length: count }, (_, index) =>
    node(index, index === 0 ? [] : [index <= 500 ? 0 : index - 500]),
  );

  it.each([
    ['in one line', line],
    ['in one line, loaded backwards', [...line].reverse()],
    ['with 3,333 merges', merges],
    ['on 500 branches', fan],
  ])('is no trouble %s', (_, nodes) => {
    const start = performance.now();
    const graph = buildGraph(nodes);
    expect(resolveRevisions(graph, 'heads').length).toBeGreaterThan(0);
    expect(resolveRange(graph, ':')).toHaveLength(count);
    const up = planUpgrade(graph, [], 'heads');
    expect(up.steps).toHaveLength(count);
    expect(planDowngrade(graph, up.to, 'base').to).toEqual([]);
    // tenths of a second on a quiet machine; a quadratic walk would take far longer even there
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it.each([
    ['with as many roots', Array.from({ length: count }, (_, index) => node(index, []))],
    [
      'with one revision that all others follow',
      Array.from({ length: count }, (_, index) => node(index, index === 0 ? [] : [0])),
    ],
    ['in one line', line],
  ])('costs work in proportion %s', (_, nodes) => {
    const { graph, looked } = counting(buildGraph(nodes));
    const up = planUpgrade(graph, [], 'heads');
    const down = planDowngrade(graph, up.to, 'base');
    expect([up.steps.length, down.steps.length, down.to]).toEqual([count, count, []]);
    const rows = [...up.steps, ...down.steps].flatMap((step) => [...step.rows.gone, ...step.rows.come]);
    expect(rows.length).toBeLessThan(5 * count);
    expect(looked()).toBeLessThan(50 * count);
  });

  it('shows its last ten', () => {
    expect(resolveRange(buildGraph(line), '-9:')).toEqual(
      Array.from({ length: 10 }, (_, n) => id(count - 1 - n)),
    );
  });
});

/** The graph, with a count of the neighbours that it was asked for. */
function counting(graph: RevisionGraph): { readonly graph: RevisionGraph; readonly looked: () => number } {
  let count = 0;
  const counted =
    (neighbours: (id: string) => readonly string[]) =>
    (id: string): readonly string[] => {
      const found = neighbours(id);
      count += found.length + 1;
      return found;
    };
  return {
    looked: () => count,
    graph: {
      ...graph,
      downOf: counted(graph.downOf),
      parentsOf: counted(graph.parentsOf),
      requirementsOf: counted(graph.requirementsOf),
      childrenOf: counted(graph.childrenOf),
      dependentsOf: counted(graph.dependentsOf),
    },
  };
}
