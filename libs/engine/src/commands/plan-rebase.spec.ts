import { isPlumblineError } from '../errors/plumbline-error';
import { buildGraph, type RevisionGraph } from '../revisions/graph/revision-graph';
import { planRebase } from './plan-rebase';

/** `'c: a b < d'` is the revision c that follows a and b and depends on d. */
function graph(...lines: readonly string[]): RevisionGraph {
  return buildGraph(
    lines.map((line) => {
      const [, id = '', down = '', dependsOn = ''] = /^(\w+)(?:: ([\w ]*\w))?(?: < (.+))?$/.exec(line) ?? [];
      const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
      return { id, down: words(down), dependsOn: words(dependsOn), labels: [] };
    }),
  );
}

function outcome(of: RevisionGraph, revision: string, ...to: readonly string[]): string {
  try {
    return planRebase(of, revision, to).moved.join(' ');
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    return error.code;
  }
}

describe('planRebase', () => {
  const diamond = graph('a', 'b: a', 'c: a', 'd: c', 'm: b d', 'n: m', 'x');

  it.each([
    ['c', 'x', 'c d m n'],
    ['n', 'a', 'n'],
    ['x', 'n', 'x'],
    ['b', 'd', 'parent-included'],
    ['c', 'b', 'parent-included'],
    ['m', 'x', 'ambiguous-parent'],
    ['c', 'n', 'onto-own-line'],
    ['c', 'c', 'onto-own-line'],
  ])('moves %s onto %s: %s', (revision, onto, wanted) => {
    expect(outcome(diamond, revision, onto)).toBe(wanted);
  });

  it('makes a root', () => {
    expect(outcome(diamond, 'c')).toBe('c d m n');
  });

  it('sees a circle through dependencies, and moves nothing along that only depends on the line', () => {
    const crossed = graph('a', 'b: a < d', 'c: a', 'd: c');
    expect(outcome(crossed, 'c', 'b')).toBe('rebase-cycle');
    expect(outcome(crossed, 'b', 'd')).toBe('b');
    expect(outcome(crossed, 'd', 'a')).toBe('d');
  });
});
