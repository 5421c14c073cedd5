/**
 * Allow longer names of events
 *
 * Revision: fd9a0f037c56
 * Revises: 373e1918b14d
 * Created: 2026-11-23T22:50:25.931Z
 */
import type { Operations } from '@plumbline/engine/migration';

export const revision = 'fd9a0f037c56';
export const downRevision = '373e1918b14d'; // null for a root, an array for a merge
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export function upgrade(op: Operations): void {
  op.alterColumn('events', {
    from: { name: 'name', type: 'varchar(64)' },
    to: { name: 'name', type: 'varchar(100)' },
  });
}

export function downgrade(op: Operations): void {
  op.alterColumn('events', {
    from: { name: 'name', type: 'varchar(100)' },
    to: { name: 'name', type: 'varchar(64)' },
  });
}
