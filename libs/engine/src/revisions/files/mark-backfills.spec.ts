import type { Column } from '../../model/schema';
import type { Operation } from '../../operations/operation';
import { markBackfills } from './mark-backfills';
import { bodyOf, renderBody } from './render-operations';

const table = { name: 'users' };
const loose: Column = { name: 'code', type: 'text', nullable: true };
const strict: Column = { name: 'code', type: 'text' };
const add: Operation = { kind: 'addColumn', table, column: loose };
const tighten: Operation = { kind: 'alterColumn', table, from: loose, to: strict };

describe('markBackfills', () => {
  it('leaves a comment between a new column and its NOT NULL', () => {
    expect(renderBody(markBackfills(bodyOf([add, tighten]))))
      .toBe(`  op.addColumn('users', { name: 'code', type: 'text', nullable: true });
  // Rows that are there have no value for users.code yet. Give them one here, for example:
  // op.backfill('users', { set: { code: op.sql('…') }, where: 'code IS NULL' });
  op.alterColumn('users', {
    from: { name: 'code', type: 'text', nullable: true },
    to: { name: 'code', type: 'text' },
  });
`);
  });

  it('leaves it before a block that does so, and once where each dialect does', () => {
    const block: Operation = { kind: 'autocommit', operations: [tighten] };
    const [, inBlock, plain] = bodyOf([add, block, tighten]);
    if (inBlock?.kind !== 'call' || plain?.kind !== 'call') throw new Error('these are calls');
    const text = renderBody(
      markBackfills([
        ...bodyOf([add]),
        { kind: 'only', dialect: 'postgres', calls: [inBlock] },
        { kind: 'only', dialect: 'sqlite', calls: [plain] },
      ]),
    );
    expect(text.match(/op\.backfill/g)).toHaveLength(1);
    expect(text.indexOf('op.backfill')).toBeLessThan(text.indexOf('postgres'));
  });

  it('writes names as the file and the database need them', () => {
    const at = { schema: 'audit', name: 'log' };
    const camel = { name: 'fullName', type: 'text' };
    const body = bodyOf([
      { kind: 'addColumn', table: at, column: { ...camel, nullable: true } },
      { kind: 'alterColumn', table: at, from: { ...camel, nullable: true }, to: camel },
    ]);
    expect(renderBody(markBackfills(body))).toContain(
      `// op.backfill({ schema: 'audit', name: 'log' }, { set: { fullName: op.sql('…') }, where: '"fullName" IS NULL' });`,
    );
  });

  it('leaves alone a column that was there before, and one that becomes nullable', () => {
    const body = bodyOf([tighten, { kind: 'alterColumn', table, from: strict, to: loose }]);
    expect(markBackfills(body)).toEqual(body);
  });
});
