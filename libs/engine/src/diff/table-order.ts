import { byText } from '../kernel/ordering';
import { displayName, type ForeignKey, type Table } from '../model/schema';

/** Tables in an order in which each can be created, with the foreign keys taken out that close cycles or wait for a key. */
export interface CreationOrder {
  readonly tables: readonly Table[];
  readonly deferred: readonly { readonly table: Table; readonly foreignKey: ForeignKey }[];
}

/**
 * Orders tables so that a table comes after those that its foreign keys point to; by name where nothing else
 * decides. In a cycle the first table by name comes first, and its foreign keys into the rest are deferred.
 *
 * @param comesLate says which foreign keys wait for something else, and are deferred too
 */
export function orderForCreation(
  tables: readonly Table[],
  comesLate: (table: Table, foreignKey: ForeignKey) => boolean = () => false,
): CreationOrder {
  const waiting = new Map([...tables].sort(byText(displayName)).map((table) => [displayName(table), table]));
  const ordered: Table[] = [];
  const deferred: { table: Table; foreignKey: ForeignKey }[] = [];
  while (waiting.size > 0) {
    const free = [...waiting.values()].find((table) => targetsOf(table).every((name) => !waiting.has(name)));
    const table = free ?? leastBlocked(waiting);
    waiting.delete(displayName(table));
    const later = table.foreignKeys.filter((key) => waiting.has(targetOf(key)) || comesLate(table, key));
    deferred.push(...later.map((foreignKey) => ({ table, foreignKey })));
    ordered.push({ ...table, foreignKeys: table.foreignKeys.filter((key) => !later.includes(key)) });
  }
  return { tables: ordered, deferred };
}

/** Of the tables that wait for each other, the one that waits for the fewest, by name where several do. */
function leastBlocked(waiting: ReadonlyMap<string, Table>): Table {
  const blockers = (table: Table): number => targetsOf(table).filter((name) => waiting.has(name)).length;
  const [first, ...rest] = [...waiting.values()];
  if (first === undefined) throw new TypeError('No table is waiting.');
  return rest.reduce((best, table) => (blockers(table) < blockers(best) ? table : best), first);
}

function targetsOf(table: Table): string[] {
  return table.foreignKeys.map(targetOf).filter((name) => name !== displayName(table));
}

/** The table that a foreign key points to, as a name for people and map keys. */
export function targetOf({ references }: ForeignKey): string {
  return displayName({
    name: references.table,
    ...(references.schema === undefined ? {} : { schema: references.schema }),
  });
}
