import type { Session } from '../../dialect/dialect';
import type { SchemaModel } from '../../model/schema';
import { arrange } from './arrange';
import { introspect } from './introspect';
import { normalise } from './normalise';
import { connectToMemory } from './connect';
import { renderIndex, renderTable, renderView } from './render-table';

/**
 * Asks SQLite itself what it makes of the tables: creates them in a database in memory, which needs no right and
 * leaves no trace, and reads them back. Foreign keys are returned as given.
 *
 * @throws PlumblineError `database-error` where SQLite refuses a table
 */
export async function canonicalise(_session: Session, model: SchemaModel): Promise<SchemaModel> {
  const scratch = await connectToMemory();
  try {
    for (const table of model.tables) {
      await scratch.query(renderTable({ ...table, foreignKeys: [] }));
      for (const index of table.indexes) await scratch.query(renderIndex(table.name, index));
    }
    for (const view of model.views) await scratch.query(renderView(view));
    const { tables, views } = await introspect(scratch);
    const given = new Map(normalise(model).tables.map((table) => [table.name, table.foreignKeys]));
    return arrange(
      tables.map((table) => ({ ...table, foreignKeys: given.get(table.name) ?? [] })),
      views,
    );
  } finally {
    await scratch.close();
  }
}
