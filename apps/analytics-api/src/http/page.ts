import { IsInt, Max, Min } from 'class-validator';
import { FromQuery } from './validation';

/** Which part of a list is asked for. */
export class PageQuery {
  @FromQuery()
  @IsInt()
  @Min(1)
  @Max(200)
  limit = 50;

  @FromQuery()
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
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
