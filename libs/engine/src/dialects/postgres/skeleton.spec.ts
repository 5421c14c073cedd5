import { skeletons } from './skeleton';

describe('skeletons', () => {
  it.each([
    [
      'the body of a function in the SQL standard, with a CASE in it',
      `CREATE FUNCTION f(n integer) RETURNS integer BEGIN ATOMIC
         SELECT 1; SELECT CASE WHEN n > 1 THEN 2 ELSE 3 END; END; drop table "T;x"`,
      [
        'CREATE FUNCTION F(N INTEGER) RETURNS INTEGER BEGIN ATOMIC SELECT 1; SELECT CASE WHEN N > 1 THEN 2 ELSE 3 END; END',
        'DROP TABLE "0"',
      ],
    ],
    [
      'the actions of a rule',
      "CREATE RULE r AS ON DELETE TO t DO INSTEAD (DELETE FROM a; DELETE FROM b); SELECT ';'",
      ['CREATE RULE R AS ON DELETE TO T DO INSTEAD (DELETE FROM A; DELETE FROM B)', "SELECT ''"],
    ],
    [
      'statements between semicolons and comments',
      '; SELECT 1 -- ;\n;; /* ; */ SELECT 2;',
      ['SELECT 1', 'SELECT 2'],
    ],
    ['a DO in dollar quotes', 'DO $$ BEGIN DELETE FROM t; END $$; SELECT 1', ["DO ''", 'SELECT 1']],
  ])('parts %s as psql does', (_name, sql, expected) => {
    expect(skeletons(sql).map(({ text }) => text)).toEqual(expected);
  });
});
