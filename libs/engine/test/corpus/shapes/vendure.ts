import 'reflect-metadata';
import { coreEntitiesMap } from '@vendure/core/dist/entity/entities';
import { setEntityIdStrategy } from '@vendure/core/dist/entity/set-entity-id-strategy';
import { setMoneyStrategy } from '@vendure/core/dist/entity/set-money-strategy';
import type { Shape } from '../support/shape';

/**
 * The entities of a shop that is in use: 75 classes with embedded fields, trees, single-table inheritance, translations
 * and many-to-many relations. Vendure decorates the columns of its ids and amounts when it starts, by its configuration.
 */
function vendureEntities(): Shape['entities'] {
  const entities = Object.values(coreEntitiesMap) as unknown as (new () => object)[];
  setEntityIdStrategy({ primaryKeyType: 'increment' } as never, entities as never);
  setMoneyStrategy({ moneyColumnOptions: { type: 'bigint' } } as never, entities as never);
  return () => entities;
}

export const VENDURE: Shape = { name: 'Vendure', entities: vendureEntities() };
