/**
 * The tables that TypeORM keeps for itself in the database of a data source; they are no part of the schema.
 *
 * @param source a DataSource or its options; anything else, and nothing, has the default names
 */
export function typeormTables(source?: unknown): readonly string[] {
  const options = optionsOf(source);
  const cache = options['cache'];
  const cacheTable = isRecord(cache) ? cache['tableName'] : undefined;
  return [
    nameOr(options['migrationsTableName'], 'migrations'),
    nameOr(options['metadataTableName'], 'typeorm_metadata'),
    nameOr(cacheTable, 'query-result-cache'),
  ];
}

function optionsOf(source: unknown): Record<string, unknown> {
  if (!isRecord(source)) return {};
  return isRecord(source['options']) ? source['options'] : source;
}

function nameOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
