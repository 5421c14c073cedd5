import type { EntityMetadata } from 'typeorm';
import type { View } from '../model/schema';
import type { EntityTerms, SourceFacts } from './entity-terms';
import { readIndexes } from './read-constraints';
import { unsupportedEntity } from './unsupported';

/** What `expression` is given as a function: the data source, and a query builder comes back. */
interface QueryOf {
  getQuery(): string;
  getParameters(): Readonly<Record<string, unknown>>;
}

/** The view of a `@ViewEntity`, or of an `EntitySchema` of type `view`, in the words of a dialect. */
export function readView(entity: EntityMetadata, terms: EntityTerms, facts: SourceFacts): View {
  const schema = terms.schemaOf(entity, facts);
  const isStored = terms.storesViews && entity.tableMetadataArgs.materialized === true;
  return {
    ...(schema === undefined ? {} : { schema }),
    name: terms.identifier(entity.tableName),
    definition: definitionOf(entity),
    ...(isStored ? { materialized: true } : {}),
    indexes: isStored ? readIndexes(entity, terms) : [],
  };
}

/** TypeORM 0.3 knows the data source of an entity as its connection only. */
function definitionOf(entity: EntityMetadata): string {
  const { expression } = entity;
  const { dataSource, connection } = entity as { dataSource?: unknown; connection?: unknown };
  const text =
    typeof expression === 'function'
      ? textOf(entity, (expression as (source: unknown) => QueryOf)(dataSource ?? connection))
      : (expression ?? '');
  const query = text.replace(/[\s;]+$/, '').trimStart();
  if (query === '') throw unsupportedEntity(entity, 'The view has no expression.');
  return query;
}

function textOf(entity: EntityMetadata, query: QueryOf): string {
  const parameters = Object.keys(query.getParameters());
  if (parameters.length > 0) {
    const list = parameters.map((name) => `:${name}`).join(', ');
    const reason = `Its query has parameters (${list}), and a view has none: write the values into the query, or give it as text.`;
    throw unsupportedEntity(entity, reason);
  }
  return query.getQuery();
}
