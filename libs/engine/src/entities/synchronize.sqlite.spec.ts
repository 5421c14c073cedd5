import type { DataSource, DataSourceOptions } from 'typeorm';
import type { SchemaModel } from '../model/schema';
import { readEntities } from './read-entities';
import { ENTITIES, withDataSource } from './testing/synchronised';

/** What both sides can tell of a table, in simple words. */
interface Facts {
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  readonly indexes: readonly string[];
  readonly foreignKeys: readonly string[];
}

describe('what TypeORM’s synchronize() makes on SQLite', () => {
  type Row = Record<string, string | number | null>;

  function expected(model: SchemaModel): Record<string, Facts> {
    return Object.fromEntries(
      model.tables.map((table) => [
        table.name,
        {
          columns: table.columns
            .map(({ name, type, nullable }) => `${name} ${String(type)} ${nullable ?? false}`)
            .sort(),
          primaryKey: table.primaryKey?.columns ?? [],
          indexes: [
            ...table.uniques.map(({ columns }) => `u ${columns.join()}`),
            ...table.indexes.map(({ name, keys, unique }) => `${name} ${unique ?? false} ${keys.join()}`),
          ].sort(),
          foreignKeys: table.foreignKeys
            .map(
              (key) =>
                `${key.columns.join()} ${key.references.table}(${key.references.columns.join()}) ${key.onDelete ?? 'no action'} ${key.onUpdate ?? 'no action'}`,
            )
            .sort(),
        },
      ]),
    );
  }

  async function found(source: DataSource): Promise<Record<string, Facts>> {
    const tables = await source.query<Row[]>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
    );
    const facts = tables.map(async ({ name }) => [name, await factsOf(source, String(name))] as const);
    return Object.fromEntries(await Promise.all(facts)) as Record<string, Facts>;
  }

  async function factsOf(source: DataSource, table: string): Promise<Facts> {
    const pragma = (name: string, of = table) => source.query<Row[]>(`SELECT * FROM pragma_${name}('${of}')`);
    const columns = await pragma('table_xinfo');
    const indexes = (await pragma('index_list')).filter(({ origin }) => origin !== 'pk');
    const keyed = indexes.map(async ({ name, unique, origin }) => {
      const keys = (await pragma('index_info', String(name))).map((key) => key['name']).join();
      return origin === 'u' ? `u ${keys}` : `${name} ${unique === 1} ${keys}`;
    });
    return {
      columns: columns
        // PRAGMA writes SQLite's own types in capitals.
        .map(({ name, type, notnull }) => `${name} ${String(type).toLowerCase()} ${notnull === 0}`)
        .sort(),
      primaryKey: columns
        .filter(({ pk }) => Number(pk) > 0)
        .sort((a, b) => Number(a['pk']) - Number(b['pk']))
        .map(({ name }) => String(name)),
      indexes: (await Promise.all(keyed)).sort(),
      foreignKeys: (await pragma('foreign_key_list'))
        .map((key) =>
          `${key['from']} ${key['table']}(${key['to']}) ${key['on_delete']} ${key['on_update']}`.replace(
            /CASCADE|SET NULL|NO ACTION/g,
            (action) => action.toLowerCase(),
          ),
        )
        .sort(),
    };
  }

  it('is what the model says', async () => {
    const options: DataSourceOptions = { type: 'better-sqlite3', database: ':memory:', entities: ENTITIES };
    const model = await readEntities(options, 'sqlite', { resolveFrom: __filename });
    expect(model.tables).toHaveLength(6);
    expect(expected(model)).toEqual(await withDataSource(options, found));
  });
});
