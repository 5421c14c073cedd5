import { statementKind } from './statement-kind';

describe('statementKind', () => {
  it.each([
    ['CREATE TABLE "users" ("id" integer)', 'CREATE TABLE'],
    ['create unique index concurrently "i" ON "t" ("a")', 'CREATE INDEX'],
    ['CREATE OR REPLACE VIEW v AS SELECT 1', 'CREATE VIEW'],
    ['DROP MATERIALIZED VIEW v', 'DROP VIEW'],
    ['COMMENT ON COLUMN "t"."a" IS NULL', 'COMMENT COLUMN'],
    ['ALTER TABLE "t" ADD COLUMN "a" text', 'ALTER TABLE'],
    ['-- why\n  /* more */ UPDATE t SET a = 1', 'UPDATE'],
    ["INSERT INTO t VALUES ('CREATE TABLE')", 'INSERT'],
    ['', 'statement'],
  ])('%j is %s', (sql, kind) => expect(statementKind(sql)).toBe(kind));
});
