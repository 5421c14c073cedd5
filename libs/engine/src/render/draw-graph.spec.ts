import fc from 'fast-check';
import { drawGraph, type GraphNode } from './draw-graph';

/** `'c: a b'` is the node c with the parents a and b. */
function drawn(...nodes: readonly string[]): string {
  const parsed = nodes.map((text): GraphNode => {
    const [id = '', parents = ''] = text.split(':');
    return { id, text: id, parents: parents.split(' ').filter((name) => name !== '') };
  });
  return `\n${drawGraph(parsed).join('\n')}\n`;
}

describe('drawGraph', () => {
  it('draws a line', () => {
    expect(drawn('c:b', 'b:a', 'a')).toBe(`
*  c
*  b
*  a
`);
  });

  it('draws a fork with two heads', () => {
    expect(drawn('c2:b', 'c1:b', 'b:a', 'a')).toBe(`
*  c2
| *  c1
|/
*  b
*  a
`);
  });

  it('draws a merge', () => {
    expect(drawn('m:x y', 'x:a', 'y:a', 'a')).toBe(`
*  m
|\\
* |  x
| *  y
|/
*  a
`);
  });

  it('draws several roots', () => {
    expect(drawn('b1:a1', 'a1', 'b2:a2', 'a2')).toBe(`
*  b1
*  a1
*  b2
*  a2
`);
  });

  it('lets a line cross another to join its own', () => {
    expect(drawn('d:a', 'c:b', 'e:a', 'a', 'b')).toBe(`
*  d
| *  c
| | *  e
| |/
|/|
* |  a
 /
*  b
`);
  });

  it('draws parents that are not shown as ends', () => {
    expect(drawn('b:a')).toBe('\n*  b\n');
  });

  it('draws details beside the lines that go on, and room for those that begin below', () => {
    const details = ['more', ''];
    const nodes: GraphNode[] = [
      { id: 'm', parents: ['x', 'y'], text: 'm', details },
      { id: 'x', parents: ['a'], text: 'x', details },
      { id: 'y', parents: [], text: 'y', details },
      { id: 'a', parents: [], text: 'a', details },
    ];
    expect(`\n${drawGraph(nodes).join('\n')}\n`).toBe(`
*  m
|  more
|
|\\
* |  x
| |  more
| |
| *  y
|    more
|
*  a
   more

`);
  });

  it('leads from every revision to each of its parents, and has one star for each', () => {
    fc.assert(
      fc.property(randomNodes, (nodes) => {
        const lines = drawGraph(nodes);
        expect(lines.filter((line) => line.includes('*'))).toHaveLength(nodes.length);
        const reached = reachable(lines);
        for (const { id, parents } of nodes) {
          for (const parent of parents)
            expect([id, parent, reached.get(id)?.has(parent)]).toEqual([id, parent, true]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Up to twelve nodes, children first, each with up to three parents among the next four. */
const randomNodes = fc
  .array(fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((all) =>
    all.map((steps, index): GraphNode => {
      const parents = steps.filter((step) => index + step < all.length).map((step) => `n${index + step}`);
      return { id: `n${index}`, parents, text: `n${index}` };
    }),
  );

/** Follows the lines of a drawing downwards; where two cross, either way. */
function reachable(lines: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const stars = new Map<string, string>();
  for (const [row, line] of lines.entries()) {
    const column = line.indexOf('*');
    if (column >= 0) stars.set(`${row}:${column}`, line.slice(line.indexOf('n')));
  }
  const reached = new Map<string, Set<string>>();
  for (const [start, id] of stars) {
    const found = new Set<string>();
    const [row = 0, column = 0] = start.split(':').map(Number);
    const todo: (readonly [number, number])[] = [[row + 1, column]];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const [y, x] = next;
      const line = lines[y] ?? '';
      const star = stars.get(`${y}:${x}`);
      if (star !== undefined) found.add(star);
      if (line[x] === '|') todo.push([y + 1, x]);
      if (line[x - 1] === '/') todo.push([y + 1, x - 2]);
      if (line[x + 1] === '\\') todo.push([y + 1, x + 2]);
    }
    reached.set(id, found);
  }
  return reached;
}
