import { EntitySchema, type ColumnOptions, type DataSourceOptions } from 'typeorm';
import type { DialectName } from '../../config/database-url';
import { isPlumblineError } from '../../errors/plumbline-error';
import type { Column as ModelColumn, SchemaModel, Table } from '../../model/schema';
import { readEntities } from '../read-entities';

type Entities = NonNullable<DataSourceOptions['entities']>;

/** The model of entities, with more options of their data source. */
export function read(dialect: DialectName, entities: Entities, more: object = {}): Promise<SchemaModel> {
  const options = { type: 'postgres', ...more, entities } as DataSourceOptions;
  return readEntities(options, dialect, { resolveFrom: __filename });
}

/** One table of the model of entities. */
export async function readTable(dialect: DialectName, entities: Entities, name: string): Promise<Table> {
  const { tables } = await read(dialect, entities);
  const table = tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`no ${name} in ${tables.map((each) => each.name).join(', ')}`);
  return table;
}

/** The column that options give, in an entity of its own. */
export async function readOne(dialect: DialectName, options: ColumnOptions): Promise<ModelColumn> {
  const schema = new EntitySchema({
    name: 'thing',
    columns: { id: { type: 'integer', primary: true }, value: options as never },
  });
  const column = (await readTable(dialect, [schema], 'thing')).columns[1];
  if (column === undefined) throw new Error('no column');
  return column;
}

/** The code and the data of the error that work ends with. */
export async function refusal(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isPlumblineError(error)) throw new Error(`not refused: ${String(error)}`, { cause: error });
  return { code: error.code, ...error.data };
}
