import { DefaultNamingStrategy, type NamingStrategyInterface } from 'typeorm';

/** `monthlyPrice` -> `monthly_price`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/**
 * Columns in snake_case; tables are named by their entities. Constraints and indexes keep the names that TypeORM
 * makes of table and columns.
 */
export class SnakeCaseNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    return [...prefixes.map(snakeCase), given ?? snakeCase(property)].join('_');
  }

  override joinColumnName(relation: string, referenced: string): string {
    return `${snakeCase(relation)}_${referenced}`;
  }

  override joinTableColumnName(table: string, property: string, column?: string): string {
    return `${table.replace(/s$/, '')}_${column ?? snakeCase(property)}`;
  }
}
