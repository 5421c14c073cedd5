import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { NumberInQuery } from './fields';

/** Which part of a list is asked for. */
export class PageQuery {
  @NumberInQuery({ min: 1, max: 200, default: 50 })
  limit = 50;

  @NumberInQuery({ min: 0, max: 2_147_483_647, default: 0 })
  offset = 0;
}

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** How many there are in the whole list. */
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

/** Makes a page of rows and their total number. */
export function pageOf<Row, Item>(
  { limit, offset }: PageQuery,
  [rows, total]: readonly [readonly Row[], number],
  view: (row: Row) => Item,
): Page<Item> {
  return { items: rows.map((row) => view(row)), total, limit, offset };
}

/** Says in the description that a handler answers a page. */
export function ApiPage(item: abstract new () => unknown): MethodDecorator {
  const number = { type: 'integer' } as const;
  return applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['items', 'total', 'limit', 'offset'],
        properties: {
          items: { type: 'array', items: { $ref: getSchemaPath(item as never) } },
          total: number,
          limit: number,
          offset: number,
        },
      },
    }),
  );
}
