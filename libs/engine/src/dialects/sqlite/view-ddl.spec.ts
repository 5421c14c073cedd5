import { parseView } from './view-ddl';

describe('parseView', () => {
  it.each([
    ['CREATE VIEW v AS SELECT 1', 'v', 'SELECT 1'],
    ['create temp view if not exists main."a ""b" as -- first\n select 1 ; ', 'a "b', 'select 1'],
    ["CREATE VIEW [v] AS SELECT ' AS ' AS x /* ; */;", 'v', "SELECT ' AS ' AS x /* ; */"],
    [
      'CREATE VIEW v (a, "b") AS SELECT 1, 2',
      'v',
      'WITH "columns" (a, "b") AS (SELECT 1, 2) SELECT * FROM "columns"',
    ],
  ])('%s', (text, name, query) => {
    expect(parseView(text)).toEqual({ name, query });
  });

  it('refuses what is no view', () => {
    expect(() => parseView('CREATE TABLE v (a)')).toThrow('VIEW was expected');
  });
});
