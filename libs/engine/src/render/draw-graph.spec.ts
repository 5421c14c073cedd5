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
});
