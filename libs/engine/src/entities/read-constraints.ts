import type { EntityMetadata } from 'typeorm';
import { byText } from '../kernel/ordering';
import { isSame } from '../kernel/same';
import type { Check, ForeignKey, Index, PrimaryKey, ReferentialAction, Unique } from '../model/schema';
import { readDeferrable } from './deferrable';
import type { EntityColumn, EntityTerms, SourceFacts } from './entity-terms';
import { unsupportedEntity } from './unsupported';

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  RESTRICT: 'restrict',
  CASCADE: 'cascade',
  'SET NULL': 'set null',
  'SET DEFAULT': 'set default',
  // TypeORM's type knows it by this word only, which is none of SQL's.
  DEFAULT: 'set default',
};

export function readPrimaryKey(
  entity: EntityMetadata,
  terms: EntityTerms,
  facts: SourceFacts,
): PrimaryKey | undefined {
  if (entity.primaryColumns.length === 0) return undefined;
  const name = terms.primaryKeyName(entity, facts);
  return { ...(name === undefined ? {} : { name }), columns: names(entity.primaryColumns, terms) };
}

export function readUniques(entity: EntityMetadata, terms: EntityTerms): readonly Unique[] {
  const uniques = entity.uniques.map((unique) => ({
    name: terms.identifier(unique.name),
    columns: names(unique.columns, terms),
    ...(terms.defersUniques ? readDeferrable(unique) : {}),
  }));
  return settled(uniques, entity, 'unique constraints');
}

/** The checks of the entity, and those that stand for the values of its columns. */
export function readChecks(entity: EntityMetadata, terms: EntityTerms): readonly Check[] {
  const checks: readonly Check[] = entity.checks.map(({ name, expression }) => ({
    name: terms.identifier(name),
    expression,
  }));
  const values = entity.columns
    .filter(({ isVirtualProperty }) => !isVirtualProperty)
    .flatMap((column) => terms.valueChecks(column))
    .sort(byText(({ expression }) => expression));
  return [...values, ...settled(checks, entity, 'checks')];
}

export function readForeignKeys(
  entity: EntityMetadata,
  terms: EntityTerms,
  facts: SourceFacts,
): readonly ForeignKey[] {
  const foreignKeys = entity.foreignKeys.map((foreignKey) => {
    const target = foreignKey.referencedEntityMetadata;
    refuseOtherNumber(entity, foreignKey);
    const schema = terms.schemaOf(target, facts);
    const onDelete = ACTIONS[foreignKey.onDelete?.toUpperCase() ?? ''];
    const onUpdate = ACTIONS[foreignKey.onUpdate?.toUpperCase() ?? ''];
    return {
      name: terms.identifier(foreignKey.name),
      columns: names(foreignKey.columns, terms),
      references: {
        ...(schema === undefined ? {} : { schema }),
        table: terms.identifier(target.tableName),
        columns: names(foreignKey.referencedColumns, terms),
      },
      ...(onDelete === undefined ? {} : { onDelete }),
      ...(onUpdate === undefined ? {} : { onUpdate }),
      ...readDeferrable(foreignKey),
    };
  });
  return settled(foreignKeys, entity, 'foreign keys');
}

/** TypeORM describes so the closure of a tree whose key has several columns, and fails to make it. */
function refuseOtherNumber(
  entity: EntityMetadata,
  { columns, referencedColumns }: EntityMetadata['foreignKeys'][number],
): void {
  if (columns.length === referencedColumns.length) return;
  const tree = entity.parentClosureEntityMetadata as EntityMetadata | undefined;
  throw unsupportedEntity(
    tree ?? entity,
    `Its foreign key from ${namesOf(columns)} leads to ${namesOf(referencedColumns)}; a closure table needs a key of one column.`,
  );
}

function namesOf(columns: readonly EntityColumn[]): string {
  return columns.map(({ databaseName }) => databaseName).join(', ');
}

/** An index with `synchronize: false` exists and is somebody else's. */
export function readIndexes(entity: EntityMetadata, terms: EntityTerms): readonly Index[] {
  const indexes = entity.indices
    .filter(({ synchronize, columns }) => synchronize !== false && columns.length > 0)
    .map((index) => {
      const method = terms.indexMethod(index);
      return {
        name: terms.identifier(index.name),
        keys: names(index.columns, terms),
        ...(index.isUnique ? { unique: true as const } : {}),
        ...(index.where === undefined || index.where === '' ? {} : { where: index.where }),
        ...(method === undefined ? {} : { method }),
      };
    });
  return settled(indexes, entity, 'indexes');
}

function names(columns: readonly EntityColumn[], terms: EntityTerms): readonly string[] {
  return columns.map(({ databaseName }) => terms.identifier(databaseName));
}

/** Sorted by name, each once. TypeORM may describe a thing twice, and gives two things one name at times. */
function settled<T extends { readonly name?: string }>(
  things: readonly T[],
  entity: EntityMetadata,
  what: string,
): readonly T[] {
  const byName = new Map<string, T>();
  for (const thing of things) {
    const name = thing.name ?? '';
    const other = byName.get(name);
    if (other !== undefined && !isSame(other, thing)) {
      throw unsupportedEntity(entity, `Two ${what} have the name ${name}; name one of them yourself.`);
    }
    byName.set(name, thing);
  }
  return [...byName.values()].sort(byText(({ name }) => name ?? ''));
}
