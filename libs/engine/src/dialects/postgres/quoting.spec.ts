import { quote, quoteCode, quoteText, truncateName } from './quoting';
import { maskLiterals, stripOuterParentheses } from './scan';
import { useDatabase } from './testing/harness';

const db = useDatabase();

const NAMES = [
  'select',
  'User',
  'a"b',
  `it's`,
  '""',
  'Größe €',
  'a.b',
  ' ',
  'x; DROP TABLE y',
  '$1',
  '%s',
  '\\',
  'e\u0301',
];

describe('quote', () => {
  it.each(NAMES)('carries %p to the server and back', async (name) => {
    const [row] = await db.session.query(`SELECT 1 AS ${quote(name)}`);
    expect(Object.keys(row ?? {})).toEqual([name]);
  });

  it.each(['', 'a\0b'])('refuses %p', (name) => {
    expect(() => quote(name)).toThrow();
  });
});

describe('quoteText', () => {
  it.each([...NAMES, "'", "\\'", "\\\\''", '$$', ''])('carries %p to the server and back', async (text) => {
    for (const conforming of ['on', 'off']) {
      await db.session.query(`SET standard_conforming_strings = ${conforming}`).catch(() => undefined);
      expect(await db.session.query(`SELECT ${quoteText(text)} AS text`)).toEqual([{ text }]);
    }
    await db.session.query('RESET standard_conforming_strings');
  });
});

it('quotes code in dollars that the code does not hold', () => {
  expect(quoteCode('a')).toBe('$plumbline$a$plumbline$');
  expect(quoteCode('$plumbline$')).toBe('$plumbline1$$plumbline$$plumbline1$');
});

it.each(['x'.repeat(80), 'é'.repeat(40), `${'x'.repeat(62)}é`, '😀'.repeat(20)])(
  'cuts %p as the server does',
  async (name) => {
    const [row] = await db.session.query(`SELECT 1 AS ${quote(name)}`);
    expect(Object.keys(row ?? {})).toEqual([truncateName(name)]);
  },
);

describe('stripOuterParentheses', () => {
  it.each([
    ['((a > 0))', 'a > 0'],
    ['(a) > (b)', '(a) > (b)'],
    ["(a = ')')", "a = ')'"],
    [`("a)" = E'\\')')`, `"a)" = E'\\')'`],
    ['(a = $x$)$x$)', 'a = $x$)$x$'],
    ['f(a)', 'f(a)'],
    ['(a', '(a'],
  ])('%s', (text, expected) => expect(stripOuterParentheses(text)).toBe(expected));
});

describe('maskLiterals', () => {
  it.each([
    [
      `INSERT INTO "t1" VALUES ('a''b', 42, -1.5e3, E'\\'x', $$secret$$)`,
      `INSERT INTO "t1" VALUES ('…', …, -…, E'…', '…')`,
    ],
    [
      'ALTER TABLE t2 ADD c3 numeric(10, 2), ADD d varchar(5) DEFAULT 5',
      'ALTER TABLE t2 ADD c3 numeric(10, 2), ADD d varchar(5) DEFAULT …',
    ],
    ['SELECT $1 + 1', 'SELECT $1 + …'],
    [`SELECT 'never closed 42`, `SELECT '…'`],
  ])('%s', (sql, expected) => expect(maskLiterals(sql)).toBe(expected));

  it('cuts what is long', () => {
    expect(maskLiterals('x'.repeat(5000))).toHaveLength(2002);
  });
});
