import 'reflect-metadata';
import {
  Column,
  Entity,
  EntitySchema,
  PrimaryColumn,
  type ColumnOptions,
  type EntityOptions,
  type EntitySchemaColumnOptions,
} from 'typeorm';
import type { EntityDefinition } from './shape';

export type Columns = Readonly<Record<string, ColumnOptions>>;
type Class = new () => object;

/** A class as its decorators would make it: a table with the columns, and an integer key unless one is given. */
export function entity(name: string, columns: Columns, options: EntityOptions = {}): Class {
  class Thing {}
  Object.defineProperty(Thing, 'name', { value: className(name) });
  const hasKey = Object.values(columns).some(({ primary }) => primary === true);
  if (!hasKey) PrimaryColumn({ type: 'integer' })(Thing.prototype, 'id');
  for (const [property, column] of Object.entries(columns)) {
    Column(column)(Thing.prototype, property);
  }
  Entity({ name, ...options })(Thing);
  return Thing;
}

/** One column in a table of its own. */
export function column(options: ColumnOptions): readonly EntityDefinition[] {
  return [entity('thing', { value: options })];
}

/** The EntitySchema that says the same as {@link entity}. */
export function entitySchema(name: string, columns: Columns): EntitySchema {
  const hasKey = Object.values(columns).some(({ primary }) => primary === true);
  const own = columns as Readonly<Record<string, EntitySchemaColumnOptions>>;
  return new EntitySchema({
    name,
    columns: { ...(hasKey ? {} : { id: { type: 'integer', primary: true } as const }), ...own },
  });
}

/** Applies decorators of a class to one, as in `decorate(entity(…), Index(['a']))`. */
export function decorate(target: Class, ...decorators: readonly ClassDecorator[]): Class {
  for (const decorator of decorators) decorator(target);
  return target;
}

/** Applies a decorator of a property to a class. */
export function property(target: Class, name: string, ...decorators: readonly PropertyDecorator[]): Class {
  for (const decorator of decorators) decorator(target.prototype as object, name);
  return target;
}

function className(table: string): string {
  return table.replace(/[^A-Za-z0-9]/g, '_');
}
