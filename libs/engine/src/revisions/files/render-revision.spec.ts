import { recordOperations } from '../../operations/recorder';
import { bodyOf } from './render-operations';
import { renderRevision } from './render-revision';
import { parseHeader, type RevisionHeader } from './revision-header';

const header: RevisionHeader = {
  revision: '3f2a9c1d7b4e',
  down: ['a1b2c3d4e5f6'],
  branchLabels: [],
  dependsOn: [],
  message: 'Add users',
  created: '2026-11-22T07:49:24.000Z',
};

const upgrade = bodyOf(
  recordOperations((op) => {
    op.createTable('users', {
      columns: [
        { name: 'id', type: 'integer', identity: 'by default' },
        { name: 'email', type: 'varchar(255)' },
        { name: 'created_at', type: 'timestamptz', default: op.sql('now()') },
      ],
      primaryKey: { name: 'PK_users', columns: ['id'] },
      uniques: [{ name: 'UQ_users_email', columns: ['email'] }],
    });
  }, 'postgres'),
);

describe('renderRevision', () => {
  it('writes a whole file', () => {
    expect(renderRevision({ header, upgrade, downgrade: [] })).toBe(`/**
 * Add users
 *
 * Revision: 3f2a9c1d7b4e
 * Revises: a1b2c3d4e5f6
 * Created: 2026-11-22T07:49:24.000Z
 */
import type { Operations } from '@plumbline/engine/migration';

export const revision = '3f2a9c1d7b4e';
export const downRevision = 'a1b2c3d4e5f6'; // null for a root, an array for a merge
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export function upgrade(op: Operations): void {
  op.createTable('users', {
    columns: [
      { name: 'id', type: 'integer', identity: 'by default' },
      { name: 'email', type: 'varchar(255)' },
      { name: 'created_at', type: 'timestamptz', default: op.sql('now()') },
    ],
    primaryKey: { name: 'PK_users', columns: ['id'] },
    uniques: [{ name: 'UQ_users_email', columns: ['email'] }],
  });
}

export function downgrade(op: Operations): void {
  // Nothing to do.
}
`);
  });

  it('writes an irreversible downgrade with its reason', () => {
    const text = renderRevision({ header, upgrade: [], downgrade: { irreversible: "it's gone */" } });
    expect(text).toContain("import { irreversible, type Operations } from '@plumbline/engine/migration';");
    expect(text.endsWith(`\nexport const downgrade = irreversible("it's gone */");\n`)).toBe(true);
    expect(parseHeader(text, 'f.ts')).toEqual(header);
  });
});
