import {
  displayName,
  type Check,
  type Exclusion,
  type ForeignKey,
  type Index,
  type PrimaryKey,
  type QualifiedName,
  type Unique,
} from '../model/schema';
import {
  BY_KEY,
  BY_NAME,
  BY_VALUE,
  columnTouch,
  onTable,
  relationName,
  textTouch,
  type Deed,
  type Touch,
  type Whole,
} from './commute-objects';

/** A constraint that comes relies on what the columns hold; one that goes only on their names. */
function columnUses(
  table: QualifiedName,
  columns: readonly string[],
  properties: ReadonlySet<string>,
): readonly Touch[] {
  return columns.map((name) => columnTouch(table, name, 'use', properties));
}

export function constraintTouch(table: QualifiedName, name: string, deed: Deed): Touch {
  return { object: `constraint ${name} of table ${displayName(table)}`, deed };
}

/** On PostgreSQL the index of a key is called as the constraint. */
export function indexName(
  { schema }: QualifiedName,
  name: string | undefined,
  deed: Whole,
): readonly Touch[] {
  if (name === undefined) return [];
  return relationName(schema === undefined ? { name } : { schema, name }, deed);
}

export function keyTouches(table: QualifiedName, key: PrimaryKey, deed: Whole): readonly Touch[] {
  return [
    { object: `the primary key of table ${displayName(table)}`, deed },
    ...(key.name === undefined ? [] : [constraintTouch(table, key.name, deed)]),
    ...indexName(table, key.name, deed),
    ...columnUses(table, key.columns, deed === 'create' ? BY_KEY : BY_NAME),
  ];
}

export function uniqueTouches(table: QualifiedName, unique: Unique, deed: Whole): readonly Touch[] {
  return [
    constraintTouch(table, unique.name ?? `unique (${unique.columns.join(', ')})`, deed),
    ...indexName(table, unique.name, deed),
    ...columnUses(table, unique.columns, deed === 'create' ? BY_VALUE : BY_NAME),
  ];
}

export function checkTouches(table: QualifiedName, check: Check, deed: Whole): readonly Touch[] {
  return [
    constraintTouch(table, check.name ?? `check (${check.expression})`, deed),
    textTouch(table, check.expression, deed === 'create' ? BY_VALUE : BY_NAME),
  ];
}

export function exclusionTouches(table: QualifiedName, exclusion: Exclusion, deed: Whole): readonly Touch[] {
  return [
    constraintTouch(table, exclusion.name, deed),
    ...indexName(table, exclusion.name, deed),
    textTouch(table, exclusion.expression, deed === 'create' ? BY_VALUE : BY_NAME),
  ];
}

export function foreignKeyTouches(table: QualifiedName, key: ForeignKey, deed: Whole): readonly Touch[] {
  return [
    constraintTouch(table, key.name ?? `foreign key (${key.columns.join(', ')})`, deed),
    ...columnUses(table, key.columns, deed === 'create' ? BY_VALUE : BY_NAME),
    ...targetTouches(key, deed),
  ];
}

export function targetTouches({ references }: ForeignKey, deed: Whole): readonly Touch[] {
  const { schema, table: name, columns } = references;
  const target = schema === undefined ? { name } : { schema, name };
  return [...columnUses(target, columns, deed === 'create' ? BY_VALUE : BY_NAME), ...onTable(target)];
}

export function indexTouches(table: QualifiedName, index: Index, deed: Whole): readonly Touch[] {
  const name = table.schema === undefined ? { name: index.name } : { schema: table.schema, name: index.name };
  const properties = deed === 'create' ? BY_VALUE : BY_NAME;
  const columns = index.keys.flatMap((key) => (typeof key === 'string' ? [key] : (key.column ?? [])));
  const texts = [
    ...index.keys.flatMap((key) => (typeof key === 'string' ? [] : (key.expression ?? []))),
    index.where,
  ];
  return [
    { object: `index ${displayName(name)}`, deed },
    ...relationName(name, deed),
    ...columnUses(table, [...columns, ...(index.include ?? [])], properties),
    ...texts.flatMap((text) => (text === undefined ? [] : [textTouch(table, text, properties)])),
  ];
}
