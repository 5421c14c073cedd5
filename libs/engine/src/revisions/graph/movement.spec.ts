import { planDowngrade, planStamp, planUpgrade, type Movement } from './movement';
import { codeOf, draw } from './testing/draw';

const line = draw('a b(a) c(b)');
const forked = draw('a b(a) c1(b){shop} d1(c1) c2(b){news} d2(c2)');
const merged = draw('a b(a) c(a) d(b,c)');

/** `b c -> b,c`: what is done, in order, and the rows in the end. */
const show = ({ steps, to }: Movement): string =>
  `${steps.map(({ revision }) => revision).join(' ')} -> ${to.join(',') || 'base'}`;

describe('an upgrade', () => {
  it('applies what the target needs and the database lacks', () => {
    expect(show(planUpgrade(line, ['a'], 'head'))).toBe('b c -> c');
    expect(show(planUpgrade(line, [], '+2'))).toBe('a b -> b');
    expect(show(planUpgrade(line, ['c'], 'a'))).toBe(' -> c');
  });

  it('shows which rows go and come with each step', () => {
    expect(planUpgrade(merged, ['b'], 'd').steps).toEqual([
      { direction: 'upgrade', revision: 'c', rows: { gone: [], come: ['c'] } },
      { direction: 'upgrade', revision: 'd', rows: { gone: ['b', 'c'], come: ['d'] } },
    ]);
  });

  it('crosses a merge from either side', () => {
    expect(show(planUpgrade(merged, ['b'], 'heads'))).toBe('c d -> d');
    expect(show(planUpgrade(merged, ['c'], 'heads'))).toBe('b d -> d');
  });

  it('brings dependencies of other branches along', () => {
    expect(show(planUpgrade(draw('x y(x) a b(a)[y]'), ['a'], '+1'))).toBe('x y b -> b');
  });

  it('goes several ways at once when several targets are given', () => {
    expect(planUpgrade(forked, ['b'], ['c1', 'c2']).to).toEqual(['c1', 'c2']);
  });

  it('has no trouble with a merge that depends on its own ancestor, which stops Alembic', () => {
    expect(show(planUpgrade(draw('a b1(a) b2(a) m(b1,b2)[a]'), [], 'heads'))).toBe('a b2 b1 m -> m');
    expect(planUpgrade(draw('a b(a) m(a,b)'), [], 'heads').to).toEqual(['m']);
  });

  it('does nothing when the target is base', () => {
    expect(show(planUpgrade(line, ['b'], 'base'))).toBe(' -> b');
    expect(show(planUpgrade(line, ['b'], 'head-3'))).toBe(' -> b');
  });

  it.each([
    [['c1', 'c2'], '+1', 'ambiguous-upgrade'],
    [['b'], '+1', 'ambiguous-walk'],
    [['d1'], 'shop@+1', 'relative-out-of-range'],
    [['a'], '-1', 'relative-out-of-range'],
    [[], 'head', 'multiple-heads'],
    [['a', 'b'], 'heads', 'overlap'],
    [['zz'], 'heads', 'unknown-revision'],
    [[], 'a:b', 'range-not-allowed'],
  ])('from %j to %s is refused: %s', (rows, target, code) => {
    expect(codeOf(() => planUpgrade(forked, rows, target))).toBe(code);
  });
});

describe('a downgrade', () => {
  it('undoes what follows the target, on every branch', () => {
    expect(show(planDowngrade(line, ['c'], 'a'))).toBe('c b -> a');
    expect(show(planDowngrade(forked, ['d1', 'd2'], 'b'))).toBe('d1 c1 d2 c2 -> b');
    expect(show(planDowngrade(forked, ['d1', 'd2'], 'base'))).toBe('d1 c1 d2 c2 b a -> base');
  });

  it('keeps to the branch that is named before the @', () => {
    expect(show(planDowngrade(forked, ['d1', 'd2'], 'shop@b'))).toBe('d1 c1 -> d2');
    expect(show(planDowngrade(forked, ['d1', 'd2'], 'news@-1'))).toBe('d2 -> c2,d1');
  });

  it('takes -1 from the first row, and down its branch only', () => {
    expect(show(planDowngrade(forked, ['d1', 'd2'], '-1'))).toBe('d1 -> c1,d2');
    expect(show(planDowngrade(forked, ['d2', 'd1'], '-1'))).toBe('d2 -> c2,d1');
  });

  it('undoes what depends on what goes, and keeps what that depended on', () => {
    const graph = draw('x y(x) a b(a)[x]');
    expect(show(planDowngrade(graph, ['b', 'y'], 'x@base'))).toBe('y b x -> a');
    expect(show(planDowngrade(graph, ['b'], 'a'))).toBe('b -> a,x');
  });

  it('takes redundant rows away with its first step', () => {
    const { steps, to } = planDowngrade(line, ['a', 'c'], 'b');
    expect(steps).toEqual([
      { direction: 'downgrade', revision: 'c', rows: { gone: ['a', 'c'], come: ['b'] } },
    ]);
    expect(to).toEqual(['b']);
  });

  it.each([
    [[], '-1', 'relative-out-of-range'],
    [['b'], '+1', 'relative-out-of-range'],
    [['b'], '-3', 'relative-out-of-range'],
    [[], 'shop@-1', 'relative-out-of-range'],
    [['d1'], 'd1-9', 'walked-too-far'],
    [['b'], 'd1', 'not-ancestor'],
    [['d1', 'd2'], 'a@b', 'invalid-downgrade-target'],
    [['d1', 'd2'], 'nope@b', 'no-such-branch'],
    [['d1'], 'a:b', 'range-not-allowed'],
  ])('from %j to %s is refused: %s', (rows, target, code) => {
    expect(codeOf(() => planDowngrade(forked, rows, target))).toBe(code);
  });

  it('from a merge needs to be told which way', () => {
    expect(codeOf(() => planDowngrade(merged, ['d'], '-1'))).toBe('ambiguous-walk');
    expect(show(planDowngrade(merged, ['d'], 'b'))).toBe('d -> b,c');
  });
});

describe('a stamp', () => {
  it.each([
    [['a'], ['heads'], 'd1,d2'],
    [['d1', 'd2'], ['b'], 'b'],
    [['d1', 'd2'], ['c1'], 'c1,d2'],
    [['d1', 'd2'], ['c1', 'c2'], 'c1,c2'],
    [['d1', 'd2'], ['shop@base'], 'd2'],
    [['d1', 'd2'], ['base'], ''],
    [['d1', 'd2'], [], ''],
    [['d1'], ['c2'], 'c2,d1'],
    [['c1'], ['+1'], 'd1'],
    [['d1', 'd2'], ['-1'], 'c1,d2'],
    [['d1'], ['c1', 'd1'], 'd1'],
  ])('of %j with %j gives %s', (rows, targets, expected) => {
    expect(planStamp(forked, rows, targets).to.join()).toBe(expected);
  });

  it('with both parents of a merge, which stops Alembic, gives both', () => {
    expect(planStamp(merged, ['d'], ['b', 'c']).to).toEqual(['b', 'c']);
  });

  it('is the way out of rows that no file has, when purged', () => {
    expect(codeOf(() => planStamp(line, ['zz'], ['b']))).toBe('unknown-revision');
    expect(planStamp(line, ['zz'], ['b'], { purge: true })).toEqual({ from: ['zz'], to: ['b'] });
  });
});
