import { terminated } from './terminated';

it.each([
  ['SELECT 1', 'SELECT 1;'],
  ['SELECT 1; \n', 'SELECT 1;'],
  ['-- runs code: x', '-- runs code: x'],
  ['-- why\n\n  -- and more', '-- why\n\n  -- and more'],
  ['-- why\nSELECT 1', '-- why\nSELECT 1;'],
  ['SELECT 1 -- why', 'SELECT 1 -- why\n;'],
  ["SELECT '--'", "SELECT '--'\n;"],
  ['SELECT 1; -- why;', 'SELECT 1; -- why;\n;'],
])('ends a statement with a semicolon: %j', (sql, wanted) => {
  expect(terminated(sql)).toBe(wanted);
});
