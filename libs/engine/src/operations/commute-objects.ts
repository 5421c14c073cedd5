import { displayName, type QualifiedName } from '../model/schema';

/** What an operation does to an object; `extends` is an enum type that gets further values. */
export type Deed = 'create' | 'drop' | 'rename' | 'change' | 'extend' | 'use';

/** One object that an operation has to do with. */
export interface Touch {
  /** What it is and what it is called, for people: `column users.email`. */
  readonly object: string;
  readonly deed: Deed;
  /** Of a column: the properties that are changed, or that whoever uses it relies on. Without it, all. */
  readonly properties?: ReadonlySet<string>;
  /** Set for a column that goes or changes: expressions may name it. */
  readonly column?: { readonly table: string; readonly name: string };
  /** SQL text about a table, which uses the columns that it names. The object is the table. */
  readonly text?: string;
  /** Whether that is a query, which can take all columns. */
  readonly isQuery?: true;
}

/** What relies on a column: on its name only, on its values, or on its values and on there being one. */
export const BY_NAME: ReadonlySet<string> = new Set();
export const BY_VALUE: ReadonlySet<string> = new Set(['type', 'collation', 'generated']);
export const BY_KEY: ReadonlySet<string> = new Set([...BY_VALUE, 'nullable']);

/** What is made or goes as a whole. */
export type Whole = 'create' | 'drop';

export function inSchema({ schema }: QualifiedName): readonly Touch[] {
  return schema === undefined ? [] : [{ object: `schema ${schema}`, deed: 'use' }];
}

export function onTable(table: QualifiedName): readonly Touch[] {
  return [{ object: `table ${displayName(table)}`, deed: 'use' }, ...inSchema(table)];
}

/** Tables and indexes of a schema share their names. */
export function relationName(name: QualifiedName, deed: Whole): readonly Touch[] {
  return [{ object: `the name ${displayName(name)}`, deed }];
}

/** A table is also a type, so that no enum may be called the same. */
export function typeName(name: QualifiedName, deed: Whole): readonly Touch[] {
  return [{ object: `the type name ${displayName(name)}`, deed }];
}

export function columnTouch(
  table: QualifiedName,
  name: string,
  deed: Deed,
  properties?: ReadonlySet<string>,
): Touch {
  return {
    object: `column ${displayName(table)}.${name}`,
    deed,
    ...(properties === undefined ? {} : { properties }),
    ...(deed === 'create' || deed === 'use'
      ? {}
      : { column: { table: `table ${displayName(table)}`, name } }),
  };
}

export function textTouch(table: QualifiedName, text: string, properties: ReadonlySet<string>): Touch {
  return { object: `table ${displayName(table)}`, deed: 'use', text, properties };
}
