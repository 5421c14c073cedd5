import type { DataSourceOptions } from 'typeorm';
import { createPostgresDatabase } from '../../test/support/databases';
import { isEnumRef, type SchemaModel, type Table } from '../model/schema';
import { readEntities } from './read-entities';
import { ENTITIES, withDataSource } from './testing/synchronised';

describe('what TypeORM’s synchronize() makes on PostgreSQL', () => {
  const LONG: Readonly<Record<string, string>> = {
    varchar: 'character varying',
    timestamp: 'timestamp without time zone',
  };
  const long = (type: string) => type.replace(/^[a-z]+/, (word) => LONG[word] ?? word);

  const sortedLines = (lines: readonly string[]) => [...lines].sort();

  const CATALOGUE = {
    columns: `SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        NOT a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), '-')) AS line
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`,
    constraints: `SELECT format('%s %s %s', conrelid::regclass, conname, contype) AS line FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'c', 'f')`,
    indexes: `SELECT format('%s %s', indrelid::regclass, indexrelid::regclass) AS line FROM pg_index
      JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))`,
    enums: `SELECT format('%s %s', t.typname, string_agg(enumlabel, ',' ORDER BY enumsortorder)) AS line
      FROM pg_enum JOIN pg_type t ON t.oid = enumtypid GROUP BY t.typname`,
  };

  function defaultOf(table: Table, column: Table['columns'][number]): string {
    const type = isEnumRef(column.type) ? column.type.enum : long(column.type);
    if (column.autoIncrement === true) return `nextval('${table.name}_${column.name}_seq'::regclass)`;
    const value = column.default;
    if (value === undefined) return '-';
    if (typeof value === 'object') return value.sql;
    if (typeof value === 'boolean') return String(value);
    return `'${value}'::${type.replace(/\(.*\)/, '')}`;
  }

  function expected({ tables, enums }: SchemaModel): Record<keyof typeof CATALOGUE, readonly string[]> {
    return {
      columns: sortedLines(
        tables.flatMap((table) =>
          table.columns.map((column) => {
            const type = isEnumRef(column.type) ? column.type.enum : long(column.type);
            const nullable = column.nullable === true ? 't' : 'f';
            return `${table.name}.${column.name} ${type} ${nullable} ${defaultOf(table, column)}`;
          }),
        ),
      ),
      constraints: sortedLines(
        tables.flatMap(({ name, primaryKey, uniques, checks, foreignKeys }) => [
          `${name} ${primaryKey?.name} p`,
          ...uniques.map((unique) => `${name} ${unique.name} u`),
          ...checks.map((check) => `${name} ${check.name} c`),
          ...foreignKeys.map((key) => `${name} ${key.name} f`),
        ]),
      ),
      indexes: sortedLines(
        tables.flatMap(({ name, indexes }) => indexes.map((index) => `${name} "${index.name}"`)),
      ),
      enums: sortedLines(enums.map(({ name, values }) => `${name} ${values.join()}`)),
    };
  }

  it('is what the model says', async () => {
    const database = await createPostgresDatabase();
    try {
      const options: DataSourceOptions = {
        type: 'postgres',
        url: database.url,
        entities: ENTITIES,
        uuidExtension: 'pgcrypto',
        installExtensions: false,
      };
      const model = await readEntities(options, 'postgres', { resolveFrom: __filename });
      const found = await withDataSource(options, async (source) => {
        const lines = async (sql: string) =>
          (await source.query<{ line: string }[]>(sql)).map(({ line }) => line).sort();
        return {
          columns: await lines(CATALOGUE.columns),
          constraints: await lines(CATALOGUE.constraints),
          indexes: await lines(CATALOGUE.indexes),
          enums: await lines(CATALOGUE.enums),
        };
      });
      expect(expected(model)).toEqual(found);
    } finally {
      await database.drop();
    }
  });
});
