import type { Column } from '../model/schema';
import type { OperationKind } from './operation';
import { riskOf, type RiskLevel } from './risk';
import { oneOfEach } from './testing/one-of-each';
import { judgeTypeChange } from './type-change';

const levels = (dialect: 'postgres' | 'sqlite') =>
  Object.fromEntries(oneOfEach.map(([kind, op]) => [kind, riskOf(op, dialect).level])) as Record<
    OperationKind,
    RiskLevel
  >;

describe('riskOf', () => {
  it('gives a reason for whatever is not safe', () => {
    for (const [, op] of oneOfEach) {
      for (const risk of [riskOf(op), riskOf(op, 'sqlite')]) {
        expect(risk.level === 'safe' || (risk.reason ?? '') !== '').toBe(true);
      }
    }
  });

  it('calls the destructive ones by their name on both dialects', () => {
    for (const dialect of ['postgres', 'sqlite'] as const) {
      expect(levels(dialect)).toMatchObject({ dropTable: 'data loss', dropColumn: 'data loss' });
    }
    expect(
      riskOf({ kind: 'alterEnum', name: { name: 'e' }, from: ['a', 'b'], to: ['a'], usedBy: [] }).level,
    ).toBe('data loss');
  });

  it('knows that SQLite rebuilds where PostgreSQL locks', () => {
    expect(levels('postgres')).toMatchObject({ addCheck: 'lock', addForeignKey: 'lock', addUnique: 'lock' });
    expect(levels('sqlite')).toMatchObject({
      addCheck: 'rewrite',
      addForeignKey: 'rewrite',
      addUnique: 'rewrite',
    });
  });

  it.each<[string, Partial<Column>, RiskLevel]>([
    ['nullable', { nullable: true }, 'safe'],
    ['NOT NULL without a default', {}, 'lock'],
    ['a literal default', { default: 'x' }, 'safe'],
    ['a stable default', { default: { sql: 'now()' } }, 'safe'],
    ['a volatile default', { default: { sql: 'gen_random_uuid()' } }, 'rewrite'],
    ['an identity', { identity: 'always' }, 'rewrite'],
    ['a serial', { autoIncrement: true }, 'rewrite'],
    ['a stored generated column', { generated: { expression: 'a', stored: true } }, 'rewrite'],
    ['a virtual generated column', { generated: { expression: 'a', stored: false } }, 'safe'],
  ])('judges an added column: %s', (_, part, level) => {
    const column = { name: 'c', type: 'text', ...part };
    expect(riskOf({ kind: 'addColumn', table: { name: 't' }, column }).level).toBe(level);
  });

  it.each<[string, string[], string[], Record<string, string>, RiskLevel]>([
    ['added', ['a'], ['a', 'b'], {}, 'safe'],
    ['renamed', ['a'], ['b'], { a: 'b' }, 'lock'],
    ['reordered', ['a', 'b'], ['b', 'a'], {}, 'rewrite'],
    ['removed into another', ['a', 'b'], ['a'], { b: 'a' }, 'data loss'],
  ])('judges enum values that are %s', (_, from, to, mapping, level) => {
    expect(riskOf({ kind: 'alterEnum', name: { name: 'e' }, from, to, mapping, usedBy: [] }).level).toBe(
      level,
    );
  });
});

describe('judgeTypeChange', () => {
  it.each([
    ['varchar(50)', 'varchar(100)', 'widens'],
    ['character varying(50)', 'VARCHAR(50)', 'none'],
    ['varchar(50)', 'text', 'widens'],
    ['text', 'varchar', 'widens'],
    ['varchar(50)', 'varchar(20)', 'may fail or cut'],
    ['text', 'varchar(100)', 'may fail or cut'],
    ['numeric(10,2)', 'numeric(12,2)', 'widens'],
    ['numeric(10,2)', 'numeric(12,4)', 'rewrites'],
    ['numeric(10,2)', 'numeric(10,4)', 'may fail or cut'],
    ['numeric(10,2)', 'numeric', 'widens'],
    ['int', 'bigint', 'rewrites'],
    ['bigint', 'integer', 'may fail or cut'],
    ['real', 'double precision', 'rewrites'],
    ['integer', 'text', 'rewrites'],
    ['text', 'integer', 'may fail or cut'],
    ['text[]', 'text', 'may fail or cut'],
    ['geometry(Point,4326)', 'text', 'may fail or cut'],
  ])('%s -> %s: %s', (from, to, expected) => {
    expect(judgeTypeChange(from, to)).toBe(expected);
  });

  it('lets an enum become text, and nothing else', () => {
    expect(judgeTypeChange({ enum: 'mood' }, 'text')).toBe('rewrites');
    expect(judgeTypeChange({ enum: 'mood' }, { enum: 'other' })).toBe('may fail or cut');
    expect(judgeTypeChange('text', { enum: 'mood' })).toBe('may fail or cut');
  });
});
