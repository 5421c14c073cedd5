import { isPlumblineError } from '../../errors/plumbline-error';
import { buildGraph } from './revision-graph';
import { resolveRange, resolveRevisions } from './symbols';
import { codeOf, draw } from './testing/draw';

const forked = draw('a b(a) c1(b){shop} d1(c1) c2(b){news} d2(c2)');
const line = draw('1a2b3c 1a2b4d(1a2b3c) 77ee(1a2b4d)');

describe('a symbol', () => {
  it.each([
    ['d1', 'd1'],
    ['heads', 'd1 d2'],
    ['base', ''],
    ['shop', 'c1'],
    ['sho', 'c1'],
    ['shop@head', 'd1'],
    ['c2@heads', 'd2'],
    ['shop@base', ''],
    ['shop@d1', 'd1'],
    ['d1-1', 'c1'],
    ['a+1', 'b'],
    ['shop@b+1', 'c1'],
    ['shop@base+3', 'c1'],
    ['shop@head-1', 'c1'],
    ['shop@-1', 'c1'],
    ['a-1', ''],
  ])('%s names %s', (symbol, expected) => {
    expect(resolveRevisions(forked, symbol).join(' ')).toBe(expected);
  });

  it.each([
    ['7', '77ee'],
    ['1a2b4', '1a2b4d'],
    ['head', '77ee'],
    ['head-2', '1a2b3c'],
    ['-1', '1a2b4d'],
  ])('%s names %s', (symbol, expected) => {
    expect(resolveRevisions(line, symbol)).toEqual([expected]);
  });

  it.each([
    ['head', 'multiple-heads'],
    ['b@head', 'multiple-heads'],
    ['nope', 'unknown-revision'],
    ['', 'unknown-revision'],
    ['shop@', 'unknown-revision'],
    ['a+1foo', 'unknown-revision'],
    ['+1', 'unknown-revision'],
    ['nope@head', 'no-such-branch'],
    ['@head', 'no-such-branch'],
    ['head@a', 'no-such-branch'],
    ['shop@d2', 'not-in-branch'],
    ['b+1', 'ambiguous-walk'],
    ['a+9', 'ambiguous-walk'],
    ['d1+1', 'walked-too-far'],
    ['d1-9', 'walked-too-far'],
    ['base-1', 'walked-too-far'],
    ['shop@-9', 'relative-out-of-range'],
    ['a:b', 'range-not-allowed'],
  ])("'%s' is refused: %s", (symbol, code) => {
    expect(codeOf(() => resolveRevisions(forked, symbol))).toBe(code);
  });

  it('is never called unknown when it is the beginning of several', () => {
    expect.assertions(1);
    try {
      resolveRevisions(line, '1a');
    } catch (error) {
      if (isPlumblineError(error, 'ambiguous-partial-id'))
        expect(error.data.matches).toEqual(['1a2b3c', '1a2b4d']);
    }
  });

  it('is unknown, with what comes nearest, when nothing begins so', () => {
    expect.assertions(1);
    try {
      resolveRevisions(line, '1a2b9');
    } catch (error) {
      if (isPlumblineError(error, 'unknown-revision')) expect(error.data.known[0]).toBe('1a2b3c');
    }
  });

  it('means the whole id before the beginning of another', () => {
    expect(resolveRevisions(draw('rev1 rev10(rev1)'), 'rev1')).toEqual(['rev1']);
  });

  it('counts from the database where there is one', () => {
    expect(resolveRevisions(forked, '-1', ['d1'])).toEqual(['c1']);
    expect(resolveRevisions(forked, '+1', ['c1'])).toEqual(['d1']);
    expect(resolveRevisions(forked, 'news@+1', ['c1'])).toEqual(['c2']);
    expect(resolveRevisions(forked, 'current', ['c1', 'd2'])).toEqual(['c1', 'd2']);
    expect(codeOf(() => resolveRevisions(forked, '+1', ['c1', 'c2']))).toBe('ambiguous-upgrade');
  });

  it('head is the head by down revision, heads are those nothing depends on', () => {
    const graph = draw('a b[a]');
    expect(codeOf(() => resolveRevisions(graph, 'head'))).toBe('multiple-heads');
    expect(resolveRevisions(graph, 'heads')).toEqual(['b']);
  });
});

describe('a range', () => {
  it.each([
    [':', 'd1 c1 d2 c2 b a'],
    ['b:d1', 'd1 c1 b'],
    ['c1:', 'd1 c1'],
    [':c2', 'c2 b a'],
    ['-1:', 'd1 c1 d2 c2'],
    ['-99:', 'd1 c1 d2 c2 b a'],
    [':shop@head-1', 'c1 b a'],
    ['shop@base:', 'd1 c1 b a'],
    ['shop@-1:', 'd1 c1'],
    ['a:+1', 'b a'],
    ['d1-2:d1', 'd1 c1 b'],
    ['b:current', 'c1 b'],
    ['current:', 'd1 c1'],
    ['-1:current', 'c1 b'],
    ['-99:current', 'c1 b a'],
    ['current:current', 'c1'],
    [' b : c1 ', 'c1 b'],
  ])('%s holds %s', (range, expected) => {
    expect(resolveRange(forked, range, ['c1']).join(' ')).toBe(expected);
  });

  it.each([
    ['d1:c1', 'not-ancestor'],
    ['d1:d2', 'not-ancestor'],
    ['a', 'usage'],
    ['a:b:c', 'usage'],
    ['nope:', 'unknown-revision'],
    ['b:+1', 'ambiguous-walk'],
  ])('%s is refused: %s', (range, code) => {
    expect(codeOf(() => resolveRange(forked, range))).toBe(code);
  });

  it('is empty on an empty history', () => {
    const empty = buildGraph([]);
    expect(resolveRange(empty, ':')).toEqual([]);
    expect(resolveRange(empty, '-3:')).toEqual([]);
    expect(resolveRevisions(empty, 'head')).toEqual([]);
    expect(codeOf(() => resolveRevisions(empty, 'a'))).toBe('unknown-revision');
  });
});
