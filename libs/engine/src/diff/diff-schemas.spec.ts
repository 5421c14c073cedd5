import { EMPTY_SCHEMA, type Column, type SchemaModel, type Table } from '../model/schema';
import { diffSchemas } from './diff-schemas';
import { matchNamed } from './match';
import { withoutUnmanaged } from './ownership';
import { settle } from './settle';

const options = {
  renamesConstraints: true,
  viewsHoldColumns: true,
  canRefer: () => true,
  generatedHoldColumns: true,
};
const id: Column = { name: 'id', type: 'integer' };

function table(name: string, more: Partial<Table> = {}): Table {
  return {
    name,
    columns: [id],
    primaryKey: { name: `PK_${name}`, columns: ['id'] },
    uniques: [],
    checks: [],
    exclusions: [],
    foreignKeys: [],
    indexes: [],
    ...more,
  };
}

function schema(...tables: Table[]): SchemaModel {
  return { ...EMPTY_SCHEMA, tables };
}

const pointsTo = (from: string, to: string) => ({
  name: `FK_${from}_${to}`,
  columns: ['id'],
  references: { table: to, columns: ['id'] },
});

/** Each operation in a word or two. */
function brief(from: SchemaModel, to: SchemaModel): string[] {
  return diffSchemas(from, to, options).map((op) => {
    if ('foreignKey' in op) return `${op.kind} ${op.foreignKey.name}`;
    if ('index' in op) return `${op.kind} ${op.index.name}`;
    if ('table' in op) return `${op.kind} ${op.table.name}`;
    return op.kind;
  });
}

describe('diffSchemas', () => {
  it('finds nothing between a schema and itself, whatever the order of its tables', () => {
    const [a, b] = [table('a'), table('b', { foreignKeys: [pointsTo('b', 'a')] })];
    expect(brief(schema(a, b), schema(b, a))).toEqual([]);
  });

  it('creates tables after those that they point to, and drops them in reverse', () => {
    const all = schema(table('a', { foreignKeys: [pointsTo('a', 'z')] }), table('z'));
    expect(brief(EMPTY_SCHEMA, all)).toEqual(['createTable z', 'createTable a']);
    expect(brief(all, EMPTY_SCHEMA)).toEqual(['dropTable a', 'dropTable z']);
  });

  it('closes a cycle after both tables are there, and opens it before either goes', () => {
    const all = schema(
      table('a', { foreignKeys: [pointsTo('a', 'b')] }),
      table('b', { foreignKeys: [pointsTo('b', 'a')] }),
    );
    expect(brief(EMPTY_SCHEMA, all)).toEqual(['createTable a', 'createTable b', 'addForeignKey FK_a_b']);
    expect(brief(all, EMPTY_SCHEMA)).toEqual(['dropForeignKey FK_a_b', 'dropTable b', 'dropTable a']);
  });

  it('changes a column in place, and never drops and adds it', () => {
    const before = schema(table('a', { columns: [id, { name: 'n', type: 'varchar(50)' }] }));
    const after = schema(table('a', { columns: [id, { name: 'n', type: 'varchar(100)' }] }));
    expect(diffSchemas(before, after, options)).toEqual([
      {
        kind: 'alterColumn',
        table: { name: 'a' },
        from: { name: 'n', type: 'varchar(50)' },
        to: { name: 'n', type: 'varchar(100)' },
      },
    ]);
  });

  it('adds a NOT NULL column without a default in two steps, with room for a backfill between them', () => {
    const added: Column = { name: 'n', type: 'text' };
    const kinds = (column: Column): string[] =>
      diffSchemas(schema(table('a')), schema(table('a', { columns: [id, column] })), options).map(
        ({ kind }) => kind,
      );
    expect(kinds(added)).toEqual(['addColumn', 'alterColumn']);
    expect(kinds({ ...added, default: 'x' })).toEqual(['addColumn']);
    expect(kinds({ ...added, nullable: true })).toEqual(['addColumn']);
    expect(kinds({ ...added, autoIncrement: true })).toEqual(['addColumn']);
  });

  it('renames a constraint that is the same under another name, where the dialect can', () => {
    const before = schema(table('a', { uniques: [{ name: 'u1', columns: ['id'] }] }));
    const after = schema(table('a', { uniques: [{ name: 'u2', columns: ['id'] }] }));
    expect(diffSchemas(before, after, options)).toEqual([
      { kind: 'renameConstraint', table: { name: 'a' }, from: 'u1', to: 'u2' },
    ]);
    expect(diffSchemas(before, after, { ...options, renamesConstraints: false })).toEqual([]);
  });

  it('validates a constraint whose rows were never checked, and never makes it anew', () => {
    const check = { name: 'ck', expression: 'id > 0' };
    const before = schema(
      table('a', {
        checks: [{ ...check, notValid: true }],
        foreignKeys: [{ ...pointsTo('a', 'a'), name: 'old', notValid: true }],
      }),
    );
    const after = schema(table('a', { checks: [check], foreignKeys: [pointsTo('a', 'a')] }));
    expect(diffSchemas(before, after, options)).toEqual([
      { kind: 'renameConstraint', table: { name: 'a' }, from: 'old', to: 'FK_a_a' },
      { kind: 'validateConstraint', table: { name: 'a' }, name: 'ck' },
      { kind: 'validateConstraint', table: { name: 'a' }, name: 'FK_a_a' },
    ]);
    expect(brief(after, before)).toEqual(['renameConstraint a']);
    expect(brief(before, before)).toEqual([]);
  });

  it('drops a constraint that was not valid as what it is', () => {
    const check = { name: 'ck', expression: 'id > 0', notValid: true } as const;
    expect(diffSchemas(schema(table('a', { checks: [check] })), schema(table('a')), options)).toEqual([
      { kind: 'dropCheck', table: { name: 'a' }, check },
    ]);
  });

  it('adds a foreign key to a key that comes in the same revision after that key', () => {
    const columns = [id, { name: 'code', type: 'text' }];
    const foreignKey = { name: 'FK', columns: ['code'], references: { table: 'b', columns: ['code'] } };
    const before = schema(table('a', { columns }), table('b', { columns }));
    const after = schema(
      table('a', { columns, foreignKeys: [foreignKey] }),
      table('b', { columns, uniques: [{ name: 'UQ', columns: ['code'] }] }),
    );
    expect(brief(before, after)).toEqual(['addUnique b', 'addForeignKey FK']);
    expect(brief(after, before)).toEqual(['dropForeignKey FK', 'dropUnique b']);
  });

  it('carries the columns that use an enum type whose values change', () => {
    const column: Column = { name: 's', type: { enum: 'state' }, default: 'a' };
    const before = {
      ...schema(table('t', { columns: [id, column] })),
      enums: [{ name: 'state', values: ['a'] }],
    };
    const after = { ...before, enums: [{ name: 'state', values: ['a', 'b'] }] };
    expect(diffSchemas(before, after, options)).toEqual([
      {
        kind: 'alterEnum',
        name: { name: 'state' },
        from: ['a'],
        to: ['a', 'b'],
        usedBy: [{ table: { name: 't' }, column }],
      },
    ]);
  });
});

describe('matchNamed', () => {
  it('pairs a nameless constraint by its definition', () => {
    const from = [{ expression: 'a > 0' }];
    const to = [{ name: 'ck', expression: 'a > 0' }];
    expect(matchNamed<{ name?: string; expression: string }>(from, to)).toEqual({
      removed: [],
      added: [],
      renamed: [],
    });
  });

  it('replaces what has the same name and another definition', () => {
    const from = [{ name: 'ck', expression: 'a > 0' }];
    const to = [{ name: 'ck', expression: 'a > 1' }];
    expect(matchNamed(from, to)).toEqual({ removed: from, added: to, renamed: [] });
  });
});

describe('withoutUnmanaged', () => {
  const index = (name: string) => ({ name, keys: ['id'] });

  it('leaves alone what neither the entities describe nor a revision created', () => {
    const actual = schema(table('a', { indexes: [index('hand_made'), index('ours')] }), table('stranger'));
    const desired = schema(table('a'));
    const owned = schema(table('a', { indexes: [index('ours')] }));
    const { model, unmanaged } = withoutUnmanaged(actual, desired, owned);
    expect(unmanaged.map(({ name }) => name)).toEqual(['a.hand_made', 'stranger']);
    expect(model.tables.map(({ name, indexes }) => [name, ...indexes])).toEqual([['a', index('ours')]]);
  });

  it('counts as ours what a revision or an entity has under another name, to be renamed', () => {
    const actual = schema(table('a', { indexes: [index('old_name')] }));
    const desired = schema(table('a', { indexes: [index('new_name')] }));
    expect(withoutUnmanaged(actual, desired, desired).unmanaged).toEqual([]);
  });

  it('counts as ours a foreign key under another name whose rows were never checked', () => {
    const actual = schema(
      table('a', { foreignKeys: [{ ...pointsTo('a', 'a'), name: 'x', notValid: true }] }),
    );
    const desired = schema(table('a', { foreignKeys: [pointsTo('a', 'a')] }));
    expect(withoutUnmanaged(actual, desired, EMPTY_SCHEMA).unmanaged).toEqual([]);
  });

  it('gives up to be dropped what a revision created', () => {
    const actual = schema(table('gone'));
    expect(withoutUnmanaged(actual, EMPTY_SCHEMA, actual).model).toEqual(actual);
  });
});

describe('settle', () => {
  const withDefault = (sql: string) => schema(table('a', { columns: [{ ...id, default: { sql } }] }));

  it("takes over the database's wording where it reads the wanted text as what it has", async () => {
    const settled = await settle(withDefault("'x'::text"), withDefault("('x')"), async () =>
      withDefault("'x'::text"),
    );
    expect(settled).toEqual({ desired: withDefault("'x'::text"), certain: true });
  });

  it('keeps the words of the entities where it is something else', async () => {
    const settled = await settle(withDefault('1'), withDefault('1 + 1'), async () => withDefault('(1 + 1)'));
    expect(settled.desired).toEqual(withDefault('1 + 1'));
  });

  it('says so when the database cannot be asked, and does not ask when nothing differs', async () => {
    expect((await settle(withDefault('1'), withDefault('2'), async () => undefined)).certain).toBe(false);
    const ask = jest.fn();
    expect((await settle(withDefault('1'), withDefault('1'), ask)).certain).toBe(true);
    expect(ask).not.toHaveBeenCalled();
  });
});
