import { NotFoundException } from '@nestjs/common';
import type { EntityManager, EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm';

/** A kind of row, and what it is called in a sentence. */
export interface Kind<Row> {
  readonly entity: EntityTarget<Row>;
  readonly noun: string;
}

/** @throws NotFoundException where there is none */
export async function findRow<Row extends ObjectLiteral>(
  session: EntityManager,
  { entity, noun }: Kind<Row>,
  id: number | string,
): Promise<Row> {
  const row = await session.findOneBy(entity, { id } as unknown as FindOptionsWhere<Row>);
  if (row === null) throw new NotFoundException(`There is no ${noun} ${id}.`);
  return row;
}

/** @throws NotFoundException where there is none */
export async function removeRow<Row extends ObjectLiteral>(
  session: EntityManager,
  { entity, noun }: Kind<Row>,
  id: number | string,
): Promise<void> {
  const { affected } = await session.delete(entity, id);
  if (affected === 0) throw new NotFoundException(`There is no ${noun} ${id}.`);
}
