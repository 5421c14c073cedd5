import type { DropColumn } from './operation';
import type { Risk } from './risk';

/** The same on every database: of a generated column everything is still in the columns that it is computed of. */
export function riskOfDropColumn({ column }: DropColumn): Risk {
  return column.generated === undefined
    ? { level: 'data loss', reason: 'what is in the column is gone' }
    : { level: 'lock', reason: 'code that still reads the column fails at once' };
}
