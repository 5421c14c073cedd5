import type { EntityMetadata } from 'typeorm';
import { pathKey, type ObjectPath, type Origins } from '../model/origins';
import { nameOf, type QualifiedName, type View } from '../model/schema';
import type { EntityColumn, EntityTerms, SourceFacts } from './entity-terms';
import { isClassOrParent, type TableUse } from './read-table';

type Origin = readonly [path: ObjectPath, from: string];

/** The parts of an entity's metadata that have a name, which the entity or the naming strategy gave. */
interface Named {
  readonly name: string;
  readonly givenName?: string;
  readonly columns?: readonly EntityColumn[];
}

/** What TypeORM's metadata says of where everything comes from. */
export interface OriginSources {
  readonly uses: readonly TableUse[];
  readonly views: readonly { readonly entity: EntityMetadata; readonly view: View }[];
  /** All of them: a table between two entities is described by a relation of one. */
  readonly entities: readonly EntityMetadata[];
}

/** Which entity, property or relation describes each object of the schema. */
export function readOrigins(sources: OriginSources, terms: EntityTerms, facts: SourceFacts): Origins {
  const origins = new Map<string, Set<string>>();
  const all = [
    ...sources.uses.flatMap((use) => ofTable(use, sources.entities, { terms, facts })),
    ...sources.views.flatMap(({ entity, view }): Origin[] => [
      [{ kind: 'view', on: nameOf(view) }, entity.name],
      ...ofSchema(view, entity.name),
      ...entity.indices.map((index) =>
        ofNamed('index', nameOf(view), index, { of: entity.name, terms, facts }),
      ),
    ]),
  ];
  for (const [path, from] of all) {
    const key = pathKey(path);
    origins.set(key, (origins.get(key) ?? new Set()).add(from));
  }
  return Object.fromEntries([...origins].map(([key, from]) => [key, [...from]]));
}

interface Words {
  readonly terms: EntityTerms;
  readonly facts: SourceFacts;
}

function ofTable({ entity, table, enums }: TableUse, all: readonly EntityMetadata[], words: Words): Origin[] {
  const { terms, facts } = words;
  const on = nameOf(table);
  const of = describerOf(entity, all);
  const constraints: readonly Named[] = [
    ...entity.uniques,
    ...entity.checks,
    ...entity.exclusions,
    ...entity.foreignKeys,
  ];
  const extensions = terms.extensionsOf([table], { ...facts, options: {} });
  return [
    [{ kind: 'table', on }, of],
    ...ofSchema(on, of),
    ...extensions.map((name): Origin => [{ kind: 'extension', on: { name } }, of]),
    ...entity.columns
      .filter(({ isVirtualProperty }) => !isVirtualProperty)
      .map((column): Origin => [
        { kind: 'column', on, part: terms.identifier(column.databaseName) },
        describeColumn(column, { entity, of, facts }),
      ]),
    ...ofPrimaryKey(entity, table, { of, ...words }),
    ...constraints.map((named) => ofNamed('constraint', on, named, { of, ...words })),
    ...entity.indices.map((index) => ofNamed('index', on, index, { of, ...words })),
    ...enums.flatMap(({ enumType, column }) => {
      const from = describeColumn(column, { entity, of, facts });
      return [[{ kind: 'enum', on: nameOf(enumType) }, from] as const, ...ofSchema(enumType, from)];
    }),
  ];
}

function ofSchema({ schema }: QualifiedName, from: string): Origin[] {
  return schema === undefined ? [] : [[{ kind: 'schema', on: { name: schema } }, from]];
}

/** The class; for the tables that TypeORM makes, what it makes them for. */
function describerOf(entity: EntityMetadata, all: readonly EntityMetadata[]): string {
  if (entity.tableType === 'closure-junction')
    return `the tree of ${entity.parentClosureEntityMetadata.name}`;
  if (!entity.isJunction) return entity.name;
  const relation = all
    .flatMap(({ ownRelations }) => ownRelations)
    .find((one) => one.isOwning && one.junctionEntityMetadata?.tablePath === entity.tablePath);
  return relation === undefined
    ? `a relation of ${entity.name}`
    : `the relation ${relation.entityMetadata.name}.${relation.propertyPath}`;
}

function describeColumn(
  column: EntityColumn,
  {
    entity,
    of,
    facts,
  }: { readonly entity: EntityMetadata; readonly of: string; readonly facts: SourceFacts },
): string {
  if (entity.isJunction) return `${of}, column ${strategyName(facts)}`;
  if (column.isDiscriminator) return `the discriminator of ${of}`;
  const { relationMetadata: relation } = column;
  const owner = relation?.target ?? column.target;
  const isChilds =
    column.embeddedMetadata === undefined &&
    typeof owner === 'function' &&
    !isClassOrParent(owner, entity.target);
  const name = isChilds && typeof owner === 'function' ? owner.name : of;
  if (relation !== undefined) return `the relation ${name}.${relation.propertyPath}`;
  if (column.isVirtual) return `${name}, for which TypeORM adds ${column.propertyName}`;
  const isNamed = column.givenDatabaseName !== undefined || column.databaseName === column.propertyPath;
  return `${name}.${column.propertyPath}${isNamed ? '' : `, ${strategyName(facts)}`}`;
}

function ofPrimaryKey(
  entity: EntityMetadata,
  { primaryKey, ...table }: TableUse['table'],
  words: Words & { readonly of: string },
): Origin[] {
  if (primaryKey === undefined) return [];
  const given = entity.primaryColumns.find((one) => one.primaryKeyConstraintName)?.primaryKeyConstraintName;
  const named = { name: primaryKey.name ?? '', columns: entity.primaryColumns };
  return [
    ofNamed('constraint', nameOf(table), given === undefined ? named : { ...named, givenName: given }, words),
  ];
}

/** A constraint or an index: the properties that it is about, and who gave it its name. */
function ofNamed(
  kind: 'constraint' | 'index',
  on: QualifiedName,
  { name, givenName, columns = [] }: Named,
  { of, terms, facts }: Words & { readonly of: string },
): Origin {
  const properties = columns.map(({ propertyPath, relationMetadata, entityMetadata }) =>
    relationMetadata === undefined || entityMetadata.isJunction
      ? propertyPath
      : relationMetadata.propertyPath,
  );
  const about = properties.length === 0 ? of : `${of} (${properties.join(', ')})`;
  const namer = name === '' ? '' : `, ${givenName === undefined ? strategyName(facts) : 'named there'}`;
  return [{ kind, on, part: name === '' ? '' : terms.identifier(name) }, `${about}${namer}`];
}

function strategyName({ namingStrategy }: SourceFacts): string {
  const { name } = namingStrategy.constructor;
  return `named by ${name === '' || name === 'Object' ? 'the naming strategy' : name}`;
}
