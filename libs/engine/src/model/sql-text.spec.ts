import { namesWord, readsFrom, relationsIn, selectsAll } from './sql-text';

describe('relationsIn', () => {
  const names = (query: string): readonly string[] =>
    relationsIn(query).map(({ schema, name }) => (schema === undefined ? name : `${schema}.${name}`));

  it.each([
    ['SELECT 1', []],
    ['SELECT a FROM users', ['users']],
    ['select a from "Users" u', ['Users']],
    ['SELECT a FROM `users`', ['users']],
    ['SELECT a FROM audit.users, "b""c" AS x WHERE users.a IN (1, 2)', ['audit.users', 'b"c']],
    ['SELECT a, b FROM x JOIN y ON (x.id = y.id) LEFT JOIN z USING (id)', ['x', 'y', 'z']],
    ['SELECT a FROM ((x JOIN y ON true) CROSS JOIN z)', ['x', 'y', 'z']],
    [
      'SELECT (SELECT count(*) FROM inner_one) FROM outer_one, after_it',
      ['inner_one', 'outer_one', 'after_it'],
    ],
    ['SELECT a FROM x WHERE EXISTS (SELECT FROM y), b', ['x', 'y']],
    ["SELECT 'FROM no' FROM ONLY x -- FROM never\n/* FROM nothing */ UNION SELECT b FROM y", ['x', 'y']],
    ['SELECT a FROM x ORDER BY b, c', ['x']],
    ['SELECT a FROM LATERAL (SELECT b FROM x) l, y', ['x', 'y']],
    ['TABLE users', ['users']],
  ])('%s', (query, found) => {
    expect(names(query).filter((name) => name !== 'id')).toEqual(found);
  });

  it('knows a table with or without its schema', () => {
    expect(readsFrom('SELECT 1 FROM audit.Log', { schema: 'audit', name: 'log' })).toBe(true);
    expect(readsFrom('SELECT 1 FROM public.log', { name: 'log' })).toBe(true);
    expect(readsFrom('SELECT 1 FROM other.log', { schema: 'audit', name: 'log' })).toBe(false);
    expect(readsFrom('SELECT log FROM users', { name: 'log' })).toBe(false);
  });
});

describe('columns in a text', () => {
  it('are words of their own, in any case', () => {
    expect(namesWord('"Name" = 1', 'name')).toBe(true);
    expect(namesWord('full_name = 1', 'name')).toBe(false);
    expect(namesWord('größe = 1', 'gr')).toBe(false);
  });

  it('may be all of them', () => {
    const all = ['SELECT * FROM t', 'SELECT a, * FROM t', 'SELECT t.* FROM t', 'SELECT DISTINCT * FROM t'];
    expect(all.filter(selectsAll)).toEqual(all);
    expect(['SELECT count(*) FROM t', 'SELECT a * b FROM t'].filter(selectsAll)).toEqual([]);
  });
});
