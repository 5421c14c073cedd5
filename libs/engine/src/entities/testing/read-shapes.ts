import type { ColumnOptions, DataSourceOptions, EntitySchema } from 'typeorm';
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

/** Reads the column that options give, in an entity of its own. The class comes from the spec that loads TypeORM. */
export function columnReader(
  Schema: typeof EntitySchema,
): (dialect: DialectName, options: ColumnOptions) => Promise<ModelColumn> {
  return async (dialect, options) => {
    const columns = { id: { type: 'integer', primary: true }, value: options as never } as const;
    const table = await readTable(dialect, [new Schema({ name: 'thing', columns })], 'thing');
    const column = table.columns[1];
    if (column === undefined) throw new Error('no column');
    return column;
  };
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
