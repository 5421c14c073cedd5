import type { EntityMetadata } from 'typeorm';
import type { View } from '../model/schema';
import type { EntityTerms, SourceFacts } from './entity-terms';
import { readIndexes } from './read-constraints';
import { unsupportedEntity } from './unsupported';

/** What `expression` is given as a function: the data source, and a query builder comes back. */
interface QueryOf {
  getQuery(): string;
}

/** The view of a `@ViewEntity`, or of an `EntitySchema` of type `view`, in the words of a dialect. */
export function readView(entity: EntityMetadata, terms: EntityTerms, facts: SourceFacts): View {
  const schema = terms.schemaOf(entity);
  const isStored = terms.storesViews && entity.tableMetadataArgs.materialized === true;
  return {
    ...(schema === undefined ? {} : { schema }),
    name: terms.identifier(entity.tableName),
    definition: definitionOf(entity, facts),
    ...(isStored ? { materialized: true } : {}),
    indexes: isStored ? readIndexes(entity, terms) : [],
  };
}

function definitionOf(entity: EntityMetadata, facts: SourceFacts): string {
  const { expression } = entity;
  const text =
    typeof expression === 'function'
      ? (expression as (source: unknown) => QueryOf)(facts).getQuery()
      : (expression ?? '');
  const query = text.replace(/[\s;]+$/, '').trimStart();
  if (query === '') throw unsupportedEntity(entity, 'The view has no expression.');
  return query;
}
