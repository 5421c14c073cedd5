import type { EntityMetadata } from 'typeorm';
import { byText, compareText } from '../kernel/ordering';
import type { EnumType, Table } from '../model/schema';
import type { EntityColumn, EntityTerms, SourceFacts } from './entity-terms';
import { readColumn } from './read-column';
import { readChecks, readForeignKeys, readIndexes, readPrimaryKey, readUniques } from './read-constraints';
import { unsupportedEntity } from './unsupported';

/** An enum type, and the column that needs it. */
export interface EnumUse {
  readonly enumType: EnumType;
  readonly column: EntityColumn;
}

export interface TableUse {
  readonly entity: EntityMetadata;
  readonly table: Table;
  readonly enums: readonly EnumUse[];
}

/** The table of an entity, a junction or a closure, in the words of a dialect. */
export function readTable(entity: EntityMetadata, terms: EntityTerms, facts: SourceFacts): TableUse {
  refuseOtherDatabase(entity, facts);
  const columns = columnsInOrder(entity).map((column) => ({
    of: column,
    ...readColumn(column, terms, facts),
  }));
  const schema = terms.schemaOf(entity, facts);
  const primaryKey = readPrimaryKey(entity, terms, facts);
  const comment = terms.comment(entity.comment);
  const table: Table = {
    ...(schema === undefined ? {} : { schema }),
    name: terms.identifier(entity.tableName),
    columns: columns.map(({ column }) => column),
    ...(primaryKey === undefined ? {} : { primaryKey }),
    uniques: readUniques(entity, terms),
    checks: readChecks(entity, terms),
    exclusions: [...terms.exclusionsOf(entity)].sort(byText(({ name }) => name)),
    foreignKeys: readForeignKeys(entity, terms, facts),
    indexes: readIndexes(entity, terms),
    ...(comment === undefined ? {} : { comment }),
    ...(terms.isWithoutRowid(entity) ? { withoutRowid: true } : {}),
  };
  const enums = columns.flatMap(({ of, enumType }) =>
    enumType === undefined ? [] : [{ enumType, column: of }],
  );
  return { entity, table, enums };
}

/**
 * The columns in the order of the entity. The columns of the children of a single-table inheritance follow in the
 * order of the children's names: TypeORM has them in the order in which it met the classes.
 */
function columnsInOrder(entity: EntityMetadata): readonly EntityColumn[] {
  const columns = entity.columns.filter(({ isVirtualProperty }) => !isVirtualProperty);
  if (entity.childEntityMetadatas.length === 0) return columns;
  const child = ({ target, relationMetadata }: EntityColumn): string => {
    const owner = relationMetadata?.target ?? target;
    return typeof owner !== 'function' || isClassOrParent(owner, entity.target) ? '' : owner.name;
  };
  return columns
    .map((column, position) => ({ column, child: child(column), position }))
    .sort((a, b) => compareText(a.child, b.child) || a.position - b.position)
    .map(({ column }) => column);
}

/** Whether a class is another one, or one that this extends. TypeORM's own list holds the children too. */
export function isClassOrParent(candidate: unknown, target: unknown): boolean {
  for (let each = target; typeof each === 'function'; each = Object.getPrototypeOf(each) as unknown) {
    if (each === candidate) return true;
  }
  return false;
}

function refuseOtherDatabase(entity: EntityMetadata, { driver }: SourceFacts): void {
  const { database } = entity;
  if (database === undefined || database === '' || database === driver.database) return;
  throw unsupportedEntity(
    entity,
    `It is in another database (${database}); a revision changes one database. Leave it out, or take database out.`,
  );
}
