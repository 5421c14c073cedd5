import type { EntityMetadata } from 'typeorm';
import type { DialectName } from '../config/database-url';
import { deepFreeze } from '../kernel/freeze';
import { byText } from '../kernel/ordering';
import { isSame } from '../kernel/same';
import {
  displayName,
  isEnumRef,
  type EnumType,
  type QualifiedName,
  type SchemaModel,
  type Table,
} from '../model/schema';
import type { Origins } from '../model/origins';
import type { Rename } from '../model/rename';
import { buildDataSource, type ReadEntitiesOptions } from './build-data-source';
import { TERMS } from './terms';
import type { SourceFacts } from './entity-terms';
import { readRenames } from './renamed-from';
import { readOrigins } from './read-origins';
import { readTable, type TableUse } from './read-table';
import { tableOfBoth } from './table-of-both';
import { readView } from './read-view';
import { unsupportedColumn, unsupportedEntity } from './unsupported';

/** The kinds of TypeORM's metadata that are tables: not the children of a single table, and not views, which are read apart. */
const TABLE_TYPES: ReadonlySet<string> = new Set(['regular', 'junction', 'closure', 'closure-junction']);

/**
 * The schema that entities describe, in the words of a dialect, sorted and frozen. Nothing is connected to and
 * nothing is changed.
 *
 * @param source a TypeORM DataSource, or the options of one; of any dialect
 * @throws PlumblineError `invalid-data-source`, `typeorm-missing`, `driver-missing`, `no-entity-files`,
 *   `entities-refused`, `unsupported-entity`
 */
export async function readEntities(
  source: unknown,
  dialect: DialectName,
  options: ReadEntitiesOptions,
): Promise<SchemaModel> {
  return (await describeEntities(source, dialect, options)).model;
}

/** What entities say: the schema, and what of it is something old under a new name. */
export interface EntityDescription {
  readonly model: SchemaModel;
  readonly renames: readonly Rename[];
  /** Which entity, property or relation says it. */
  readonly origins: Origins;
}

/** As {@link readEntities}, with what `@RenamedFrom` says and where everything comes from. */
export async function describeEntities(
  source: unknown,
  dialect: DialectName,
  options: ReadEntitiesOptions,
): Promise<EntityDescription> {
  const terms = TERMS[dialect];
  const built = await buildDataSource(source, terms, options);
  const { driver, namingStrategy, options: own } = built;
  const { defaultSchema } = options;
  const facts: SourceFacts = {
    ...{ driver, namingStrategy, options: own },
    ...(defaultSchema === undefined ? {} : { defaultSchema }),
  };
  const uses = built.entityMetadatas.filter(isTable).map((entity) => readTable(entity, terms, facts));
  const tables = readTables(uses);
  const enums = readEnums(uses);
  const described = built.entityMetadatas
    .filter(isView)
    .map((entity) => ({ entity, view: readView(entity, terms, facts) }));
  const views = sorted(described.map(({ view }) => view));
  const model: SchemaModel = {
    schemas: readSchemas([...tables, ...views, ...enums]),
    extensions: [...terms.extensionsOf([...tables, ...views], facts)].sort(),
    enums,
    tables,
    views,
  };
  const sources = { uses, views: described, entities: built.entityMetadatas };
  return deepFreeze({ model, renames: readRenames(uses), origins: readOrigins(sources, terms, facts) });
}

function isTable(entity: EntityMetadata): boolean {
  return entity.synchronize !== false && TABLE_TYPES.has(entity.tableType);
}

function isView(entity: EntityMetadata): boolean {
  return entity.synchronize !== false && entity.tableType === 'view';
}

function readTables(uses: readonly TableUse[]): readonly Table[] {
  const byName = new Map<string, TableUse>();
  // The tables of classes first: a table between two entities may have a class of its own beside.
  const classesFirst = [...uses].sort((a, b) => Number(a.entity.isJunction) - Number(b.entity.isJunction));
  for (const use of classesFirst) {
    const name = keyOf(use.table);
    const other = byName.get(name);
    const table = other === undefined ? use.table : tableOfBoth(other, use);
    byName.set(name, { ...use, table });
  }
  return sorted([...byName.values()].map(({ table }) => table));
}

/** Every enum type once; the columns that share one agree on its values. */
function readEnums(uses: readonly TableUse[]): readonly EnumType[] {
  const byName = new Map<string, EnumType>();
  for (const { enumType, column } of uses.flatMap(({ enums }) => enums)) {
    const name = keyOf(enumType);
    const other = byName.get(name);
    if (other !== undefined && !isSame(other, enumType)) {
      throw unsupportedColumn(column, `Another column gives the enum ${displayName(enumType)} other values.`);
    }
    byName.set(name, enumType);
  }
  refuseUnknownEnums(uses, byName);
  return sorted([...byName.values()]);
}

function refuseUnknownEnums(uses: readonly TableUse[], known: ReadonlyMap<string, EnumType>): void {
  for (const { entity, table } of uses) {
    for (const { name, type } of table.columns) {
      if (!isEnumRef(type)) continue;
      const { enum: enumName, schema } = type;
      const wanted = { ...(schema === undefined ? {} : { schema }), name: enumName };
      if (!known.has(keyOf(wanted))) {
        throw unsupportedEntity(
          entity,
          `No column says what the values of the enum ${enumName} (${name}) are.`,
        );
      }
    }
  }
}

function readSchemas(objects: readonly QualifiedName[]): readonly string[] {
  const names = objects.flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
  return [...new Set(names)].sort();
}

function sorted<T extends QualifiedName>(objects: readonly T[]): readonly T[] {
  return [...objects].sort(byText(keyOf));
}

/** A name may hold dots; no name holds this character. */
function keyOf({ schema, name }: QualifiedName): string {
  return `${schema ?? ''}\0${name}`;
}
