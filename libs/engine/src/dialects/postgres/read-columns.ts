import type { Column, ColumnType } from '../../model/schema';
import type { ColumnRow, SchemaNames } from './catalogue-rows';
import { compact } from './compact';
import { parseDefault } from './defaults';
import { stripOuterParentheses } from './scan';
import { normaliseType } from './types';

const IDENTITIES = { a: 'always', d: 'by default' } as const;

/** A column of the catalogue as one of the model. */
export function readColumn(row: ColumnRow, names: SchemaNames): Column {
  const type = readType(row, names);
  const isSerial = row.expression !== null && row.sequences?.includes(row.expression) === true;
  const isGenerated = row.generated !== '';
  return compact({
    name: row.name,
    type,
    nullable: row.notNull ? undefined : (true as const),
    default:
      row.expression === null || isSerial || isGenerated ? undefined : parseDefault(row.expression, type),
    identity: row.identity === '' ? undefined : IDENTITIES[row.identity],
    autoIncrement: isSerial ? (true as const) : undefined,
    generated: isGenerated
      ? { expression: stripOuterParentheses(row.expression ?? ''), stored: row.generated === 's' }
      : undefined,
    collation: row.collation ?? undefined,
    comment: row.comment ?? undefined,
  });
}

function readType(row: ColumnRow, names: SchemaNames): ColumnType {
  // An enum of a schema that is not read is a type like any other.
  if (row.enum === null || row.enumSchema === null || !names.has(row.enumSchema)) {
    return normaliseType(row.type);
  }
  return compact({
    enum: row.enum,
    schema: names.get(row.enumSchema),
    array: row.isEnumArray === true ? (true as const) : undefined,
  });
}
