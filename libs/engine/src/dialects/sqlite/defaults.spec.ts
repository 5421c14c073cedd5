import fc from 'fast-check';
import { normaliseDefault, parseDefault, renderDefault, stripParentheses } from './defaults';
import { affinityOf, canonicalType, holdsNumbers } from './types';

describe('defaults', () => {
  it('reads back every literal that it writes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer(), fc.boolean()), (value) => {
        const type = typeof value === 'boolean' ? 'boolean' : 'text';
        expect(parseDefault(renderDefault(value), type)).toBe(value);
      }),
    );
  });

  it('takes booleans for numbers outside of boolean columns, and numbers for booleans inside', () => {
    expect(normaliseDefault(true, 'integer')).toBe(1);
    expect(normaliseDefault(0, 'BOOLEAN')).toBe(false);
    expect(parseDefault('TRUE', 'integer')).toBe(1);
  });

  it('leaves out NULL, and what encloses the whole', () => {
    expect(parseDefault('NULL', 'text')).toBeUndefined();
    expect(parseDefault(null, 'text')).toBeUndefined();
    expect(parseDefault("(('a'))", 'text')).toBe('a');
    expect(stripParentheses('(a) + (b)')).toBe('(a) + (b)');
    expect(stripParentheses("( ')' )")).toBe("')'");
  });

  it('keeps as SQL what is no literal, or a number written in another way', () => {
    expect(parseDefault('1.50', 'numeric')).toEqual({ sql: '1.50' });
    expect(parseDefault('current_timestamp', 'text')).toEqual({ sql: 'CURRENT_TIMESTAMP' });
    expect(parseDefault("datetime('now')", 'datetime')).toEqual({ sql: "datetime('now')" });
    expect(parseDefault("'a' || 'b'", 'text')).toEqual({ sql: "'a' || 'b'" });
    expect(normaliseDefault({ sql: "'x'" }, 'text')).toBe('x');
  });
});

describe('types', () => {
  it('has one spelling for each', () => {
    expect(canonicalType(' VARCHAR  ( 20 ) ')).toBe('varchar(20)');
    expect(canonicalType('Decimal(10, 2)')).toBe('decimal(10,2)');
    expect(canonicalType('UNSIGNED\n BIG INT')).toBe('unsigned big int');
  });

  it('follows the rules of affinity in their order', () => {
    expect(
      ['charint', 'nvarchar(5)', 'blob', '', 'double', 'datetime', 'floating point'].map(affinityOf),
    ).toEqual(['integer', 'text', 'blob', 'blob', 'real', 'numeric', 'integer']);
  });

  it('knows that dates and JSON are text in a numeric column', () => {
    expect(['integer', 'decimal(10,2)', 'boolean', 'datetime', 'json', 'text'].map(holdsNumbers)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
