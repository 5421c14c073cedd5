import { isEnumRef, type Column } from '../model/schema';
import type { EntityColumn, EntityTerms, SourceFacts, TypeUse } from './entity-terms';
import { unsupportedColumn } from './unsupported';

/** A column, with the enum type that it needs. */
export interface ColumnUse {
  readonly column: Column;
  readonly enumType?: TypeUse['enumType'];
}

/** A column of an entity in the words of a dialect. */
export function readColumn(column: EntityColumn, terms: EntityTerms, facts: SourceFacts): ColumnUse {
  const { type, enumType } = terms.typeOf(column, facts);
  if (type === '') throw unsupportedColumn(column, 'It has no type.');
  const { type: generatedType, ...generation } = terms.generationOf(column, facts) ?? {};
  const isCounted = generation.autoIncrement === true || generation.identity !== undefined;
  const given = isCounted || column.asExpression ? undefined : terms.defaultOf(column, type, facts);
  const value = given ?? generation.default;
  const collation = terms.collationOf(column);
  const comment = terms.comment(column.comment);
  return {
    column: {
      name: terms.identifier(column.databaseName),
      type: generatedType ?? type,
      ...(column.isNullable && !column.isPrimary ? { nullable: true } : {}),
      ...generation,
      ...(value === undefined ? {} : { default: value }),
      ...generatedAs(column),
      ...(collation === undefined || isEnumRef(type) ? {} : { collation }),
      ...(comment === undefined ? {} : { comment }),
    },
    ...(enumType === undefined ? {} : { enumType }),
  };
}

function generatedAs({ asExpression, generatedType }: EntityColumn): Pick<Column, 'generated'> {
  if (asExpression === undefined || asExpression === '') return {};
  return { generated: { expression: asExpression, stored: generatedType === 'STORED' } };
}
