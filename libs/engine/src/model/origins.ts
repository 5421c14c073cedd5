import type { QualifiedName } from './schema';

export type ObjectKind =
  'schema' | 'extension' | 'enum' | 'table' | 'view' | 'column' | 'constraint' | 'index';

/** An object of a schema, by its name. */
export interface ObjectPath {
  readonly kind: ObjectKind;
  /** The object, or the table or view that it is a part of. */
  readonly on: QualifiedName;
  /** The name of a column, a constraint or an index; absent for a constraint without one. */
  readonly part?: string;
}

/**
 * What of the entities describes an object, as people name it: `User.locale`. It is kept beside the schema, by
 * {@link pathKey}: two schemas are the same whoever describes them.
 */
export type Origins = Readonly<Record<string, readonly string[]>>;

/** A name may hold dots; no name holds this character. */
export function pathKey({ kind, on, part = '' }: ObjectPath): string {
  return [kind, on.schema ?? '', on.name, part].join('\0');
}
