import { riskOfSql } from './risk-sql';

it.each([
  'DROP TABLE users',
  'UPDATE a SET b = 1;\n-- and then\n/* all */ delete from a',
  'truncate users',
  'ALTER TABLE users DROP name',
  'ALTER TABLE "users" ADD x int, DROP COLUMN IF EXISTS name',
])('tells that data goes: %s', (sql) => {
  expect(riskOfSql(sql).level).toBe('data loss');
});

it.each([
  'UPDATE users SET a = 1',
  'ALTER TABLE users ALTER a DROP NOT NULL, DROP CONSTRAINT c',
  'CREATE TRIGGER t BEFORE DELETE ON users EXECUTE FUNCTION f()',
  'DROP INDEX i',
])('does not tell it of: %s', (sql) => {
  expect(riskOfSql(sql).level).toBe('lock');
});
