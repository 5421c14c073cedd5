/**
 * Add the slug of an organisation
 *
 * Revision: 373e1918b14d
 * Revises: a8abb0c88643
 * Created: 2026-11-23T22:49:17.757Z
 */
import type { Operations } from '@plumbline/engine/migration';

export const revision = '373e1918b14d';
export const downRevision = 'a8abb0c88643'; // null for a root, an array for a merge
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export function upgrade(op: Operations): void {
  // Nullable first: the rows that are there have no slug yet.
  op.addColumn('organisations', {
    name: 'slug',
    type: 'varchar(63)',
    nullable: true,
    comment: 'The name in URLs',
  });
  op.execute(
    "UPDATE organisations SET slug = substr(lower(replace(trim(name), ' ', '-')), 1, 50) || '-' || id WHERE slug IS NULL",
  );
  op.alterColumn('organisations', {
    from: { name: 'slug', type: 'varchar(63)', nullable: true, comment: 'The name in URLs' },
    to: { name: 'slug', type: 'varchar(63)', comment: 'The name in URLs' },
  });
  op.addUnique('organisations', { name: 'UQ_db67ac918db3917134d0c9edbb3', columns: ['slug'] });
}

export function downgrade(op: Operations): void {
  op.dropUnique('organisations', { name: 'UQ_db67ac918db3917134d0c9edbb3', columns: ['slug'] });
  op.dropColumn('organisations', { name: 'slug', type: 'varchar(63)', comment: 'The name in URLs' });
}
