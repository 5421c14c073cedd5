import type { EntityMetadata } from 'typeorm';
import { PlumblineError } from '../errors/plumbline-error';
import type { EntityColumn } from './entity-terms';

/** The name by which people know an entity; a table without a class has its own. */
export function entityName(entity: EntityMetadata): string {
  return entity.targetName !== undefined && entity.targetName !== '' ? entity.targetName : entity.tableName;
}

/** What an entity asks for and a schema of the dialect cannot have. */
export function unsupportedEntity(entity: EntityMetadata, reason: string): PlumblineError {
  return new PlumblineError('unsupported-entity', { entity: entityName(entity), reason });
}

/** What a column asks for and a schema of the dialect cannot have. */
export function unsupportedColumn(column: EntityColumn, reason: string): PlumblineError {
  return new PlumblineError('unsupported-entity', {
    entity: entityName(column.entityMetadata),
    property: column.propertyPath,
    reason,
  });
}
