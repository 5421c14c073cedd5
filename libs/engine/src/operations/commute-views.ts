import { displayName, PUBLIC_SCHEMA, type QualifiedName, type View } from '../model/schema';
import { relationsIn } from '../model/sql-text';
import {
  BY_VALUE,
  inSchema,
  relationName,
  typeName,
  type Deed,
  type Touch,
  type Whole,
} from './commute-objects';

export function viewTouches(view: View, deed: Whole): readonly Touch[] {
  return [
    ...ownTouches(view, deed),
    ...relationName(view, deed),
    ...typeName(view, deed),
    ...inSchema(view),
    ...readTouches(view.definition),
  ];
}

export function replacedViewTouches(
  view: QualifiedName,
  queries: readonly Pick<View, 'definition'>[],
): readonly Touch[] {
  return [
    ...ownTouches(view, 'change'),
    ...inSchema(view),
    ...queries.flatMap(({ definition }) => readTouches(definition)),
  ];
}

/** Under both words: an index of a materialized view is an operation on the name, as one of a table is. */
function ownTouches(view: QualifiedName, deed: Deed): readonly Touch[] {
  return ['view', 'table'].map((kind) => ({ object: `${kind} ${displayName(view)}`, deed }));
}

/**
 * What the query reads has to be there, and its columns are held as they are while the view is: PostgreSQL changes no
 * type under a view.
 */
function readTouches(definition: string): readonly Touch[] {
  return relationsIn(definition).flatMap(({ schema, name }) => {
    // A text may name the default schema, which the operations do not.
    const read = schema === undefined || schema === PUBLIC_SCHEMA ? { name } : { schema, name };
    const table = `table ${displayName(read)}`;
    return [
      { object: table, deed: 'use' },
      { object: `view ${displayName(read)}`, deed: 'use' },
      { object: table, deed: 'use', text: definition, isQuery: true, properties: BY_VALUE },
    ] satisfies readonly Touch[];
  });
}
