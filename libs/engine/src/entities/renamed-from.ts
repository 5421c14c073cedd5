import type { EntityMetadata } from 'typeorm';
import type { Rename } from '../model/rename';
import { nameOf, type SchemaModel } from '../model/schema';

/** Found again in whatever copy of this package the entities were decorated by. */
const RENAMED_FROM = Symbol.for('plumbline.renamedFrom');

interface OldNames {
  table?: string;
  readonly columns: Map<string, string>;
}

/**
 * Says that an entity's table, or a property's column, is the old one under a new name, so that the next revision
 * renames it and keeps what it holds. It has no effect once that revision is applied, and can stay.
 *
 * @param oldName the name in the database: `@RenamedFrom('people')` on the class, `@RenamedFrom('name')` on a property
 */
export function RenamedFrom(oldName: string): ClassDecorator & PropertyDecorator {
  return (target: object, property?: string | symbol) => {
    const names = oldNamesOf(property === undefined ? target : target.constructor);
    if (property === undefined) names.table = oldName;
    else names.columns.set(String(property), oldName);
  };
}

/** The names of a class of its own, not of one that it extends. */
function oldNamesOf(target: object): OldNames {
  const found = Object.getOwnPropertyDescriptor(target, RENAMED_FROM)?.value as OldNames | undefined;
  if (found !== undefined) return found;
  const names: OldNames = { columns: new Map() };
  Object.defineProperty(target, RENAMED_FROM, { value: names });
  return names;
}

/**
 * What the decorators of entities say was renamed.
 *
 * @param tables the tables as they were read, in the order of the entities
 */
export function readRenames(
  entities: readonly { readonly entity: EntityMetadata; readonly table: SchemaModel['tables'][number] }[],
): readonly Rename[] {
  return entities.flatMap(({ entity, table }) => {
    const old = typeof entity.target === 'function' ? inherited(entity.target) : [];
    const tableName = old.find((names) => names.table !== undefined)?.table;
    const columns = entity.columns.flatMap((column): Rename[] => {
      const owner = column.embeddedMetadata?.type;
      const holders = typeof owner === 'function' ? inherited(owner) : old;
      const from = holders
        .map((names) => names.columns.get(column.propertyName))
        .find((name) => name !== undefined);
      return from === undefined
        ? []
        : [{ kind: 'column', table: nameOf(table), from, to: column.databaseName }];
    });
    const renamed: Rename[] =
      tableName === undefined
        ? []
        : [{ kind: 'table', from: { ...nameOf(table), name: tableName }, to: nameOf(table) }];
    return [...renamed, ...columns];
  });
}

/** The names that a class and those it extends give, the class's own first. */
function inherited(target: object): readonly OldNames[] {
  const all: OldNames[] = [];
  for (let one: unknown = target; typeof one === 'function'; one = Object.getPrototypeOf(one) as unknown) {
    const names = Object.getOwnPropertyDescriptor(one, RENAMED_FROM)?.value as OldNames | undefined;
    if (names !== undefined) all.push(names);
  }
  return all;
}
