import type { Column, EnumType } from '../../model/schema';
import type { AlterEnum, Operation } from '../../operations/operation';
import { postgres } from './postgres-dialect';
import { mapLabels, parseArray, renderArray } from './enum-labels';
import { creation, failure, model, table, useDatabase } from './testing/harness';

const db = useDatabase();

let counter = 0;

interface Start {
  readonly type: EnumType;
  readonly single: Column;
  readonly list: Column;
  readonly table: string;
}

/** A type with two columns that have it, an ordinary one and an array, each with a default; and rows. */
async function start(values: readonly string[], schema?: string): Promise<Start> {
  counter += 1;
  const type = { ...(schema === undefined ? {} : { schema }), name: `Kind ${counter}`, values };
  const ref = { ...(schema === undefined ? {} : { schema }), enum: type.name };
  const single: Column = { name: 'one', type: ref, default: values[0] ?? '' };
  const list: Column = {
    name: 'many',
    type: { ...ref, array: true },
    default: renderArray(values.slice(0, 2)),
  };
  const name = `uses_${counter}`;
  await db.apply(
    ...creation(
      model({
        schemas: schema === undefined ? [] : [schema],
        enums: [type],
        tables: [table(name, [{ name: 'id', type: 'integer' }, single, list])],
      }),
    ),
  );
  for (const [index, value] of values.entries()) {
    await db.session.query(`INSERT INTO "${name}" VALUES ($1, $2, $3)`, [
      index,
      value,
      renderArray([value, null]),
    ]);
  }
  return { type, single, list, table: name };
}

function alteration(
  { type, single, list, table: name }: Start,
  to: readonly string[],
  mapping?: Readonly<Record<string, string>>,
): AlterEnum {
  return {
    kind: 'alterEnum',
    name: type,
    from: type.values,
    to,
    ...(mapping === undefined ? {} : { mapping }),
    usedBy: [
      { table: { name }, column: single },
      { table: { name }, column: list },
    ],
  };
}

const reverse = (op: AlterEnum, mapping?: Readonly<Record<string, string>>): AlterEnum => ({
  kind: 'alterEnum',
  name: op.name,
  from: op.to,
  to: op.from,
  usedBy: op.usedBy,
  ...(mapping === undefined ? {} : { mapping }),
});

const sqlOf = (...operations: readonly Operation[]) =>
  postgres.compile(operations).map((step) => (step.kind === 'sql' ? step.sql : step.kind));

async function values(of: Start): Promise<unknown> {
  const found = (await db.read()).enums.find(({ name }) => name === of.type.name);
  return found?.values;
}

async function rows(of: Start): Promise<readonly unknown[]> {
  const found = await db.session.query<{ row: string }>(
    `SELECT json_build_array(one, many)::text AS row FROM "${of.table}" ORDER BY id`,
  );
  return found.map(({ row }) => JSON.parse(row) as unknown);
}

describe('alterEnum in place', () => {
  it.each([
    ['at the end', ['a', 'b', 'c'], ["ADD VALUE 'c' AFTER 'b'"]],
    ['at the beginning', ['c', 'a', 'b'], ["ADD VALUE 'c' BEFORE 'a'"]],
    ['two at the beginning', ['c', 'd', 'a', 'b'], ["ADD VALUE 'c' BEFORE 'a'", "ADD VALUE 'd' AFTER 'c'"]],
    ['everywhere', ["it's", 'a', 'c', 'd', 'b', 'e'], undefined],
  ])('adds labels %s', async (_name, to, expected) => {
    const begin = await start(['a', 'b']);
    const op = alteration(begin, to);
    const before = await rows(begin);
    if (expected) {
      expect(sqlOf(op)).toEqual(expected.map((part) => `ALTER TYPE "${begin.type.name}" ${part}`));
    }

    await db.apply(op);
    expect(await values(begin)).toEqual(to);
    expect(await rows(begin)).toEqual(before);

    await db.apply(reverse(op));
    expect(await values(begin)).toEqual(['a', 'b']);
    expect(await rows(begin)).toEqual(before);
    expect((await db.readTable(begin.table)).columns.slice(1)).toEqual([begin.single, begin.list]);
  });

  it('renames a label, and rows and defaults follow', async () => {
    const begin = await start(['a', 'b']);
    const op = alteration(begin, ["a'", 'b', 'c'], { a: "a'" });
    expect(sqlOf(op)[0]).toBe(`ALTER TYPE "${begin.type.name}" RENAME VALUE 'a' TO 'a'''`);

    await db.apply(op);
    expect(await values(begin)).toEqual(["a'", 'b', 'c']);
    expect(await rows(begin)).toEqual([
      ["a'", ["a'", null]],
      ['b', ['b', null]],
    ]);
    expect((await db.readTable(begin.table)).columns[1]?.default).toBe("a'");
  });
});

describe('alterEnum with a new type', () => {
  it('maps a label that goes, in rows, arrays and defaults, and keeps the column', async () => {
    const begin = await start(['a', 'b', 'c']);
    const op = alteration(begin, ['c', 'b'], { a: 'b' });

    await db.apply(op);
    expect(await values(begin)).toEqual(['c', 'b']);
    expect(await rows(begin)).toEqual([
      ['b', ['b', null]],
      ['b', ['b', null]],
      ['c', ['c', null]],
    ]);
    expect((await db.readTable(begin.table)).columns.slice(1)).toEqual([
      { ...begin.single, default: 'b' },
      { ...begin.list, default: '{b,b}' },
    ]);
    const { enums } = await db.read();
    expect(enums.filter(({ name }) => name.endsWith('_old'))).toEqual([]);
  });

  it('lets labels change places', async () => {
    const begin = await start(['a', 'b']);
    await db.apply(alteration(begin, ['b', 'a'], { a: 'b', b: 'a' }));
    expect(await rows(begin)).toEqual([
      ['b', ['b', null]],
      ['a', ['a', null]],
    ]);
    expect((await db.readTable(begin.table)).columns[2]?.default).toBe('{b,a}');
  });

  it('reorders in another schema', async () => {
    const begin = await start(['a', 'b'], 'elsewhere');
    const before = await rows(begin);
    await db.apply(alteration(begin, ['b', 'a']));
    expect(await values(begin)).toEqual(['b', 'a']);
    expect(await rows(begin)).toEqual(before);
  });

  it('drops a default whose label is gone, for the alterColumn that follows', async () => {
    const begin = await start(['a', 'b']);
    await db.session.query(`DELETE FROM "${begin.table}" WHERE one = 'a'`);
    const then: Operation = {
      kind: 'alterColumn',
      table: { name: begin.table },
      from: begin.single,
      to: { ...begin.single, default: 'b' },
    };
    await db.apply(alteration(begin, ['b']), then);
    expect((await db.readTable(begin.table)).columns[1]).toEqual({ ...begin.single, default: 'b' });
  });

  it('fails where a row has a label that goes nowhere, without naming the value', async () => {
    const begin = await start(['secret', 'b']);
    const error = await failure(db.apply(alteration(begin, ['b'])));
    expect(error).toMatchObject({ code: 'database-error', data: { sqlState: '22P02' } });
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(await values(begin)).toEqual(['secret', 'b']);
  });

  const column: Column = { name: 'n', type: { enum: 'x' }, default: 'new' };
  const uses: readonly (readonly [string, Operation])[] = [
    ['a default', { kind: 'addColumn', table: { name: 't' }, column }],
    [
      'an array default',
      { kind: 'addColumn', table: { name: 't' }, column: { ...column, default: '{a,new}' } },
    ],
    ['a check', { kind: 'addCheck', table: { name: 't' }, check: { name: 'c', expression: "one = 'new'" } }],
    [
      'an index',
      { kind: 'createIndex', table: { name: 't' }, index: { name: 'i', keys: ['a'], where: "one <> 'new'" } },
    ],
    ['SQL', { kind: 'execute', sql: 'SELECT 1' }],
    ['code', { kind: 'run', name: 'r', action: () => undefined }],
  ];
  const op: AlterEnum = { kind: 'alterEnum', name: { name: 'x' }, from: ['a'], to: ['a', 'new'], usedBy: [] };
  it.each(uses)('is needed where %s uses the new label in the same transaction', (_name, later) => {
    expect(sqlOf(op)).toHaveLength(1);
    expect(sqlOf(later, op)).toContain(`ALTER TYPE "x" ADD VALUE 'new' AFTER 'a'`);
    expect(sqlOf(op, later)).toContain('DROP TYPE "x_old"');
  });

  it('is not needed where the label is only taken away again', () => {
    expect(sqlOf(op, { kind: 'dropColumn', table: { name: 't' }, column })[0]).toContain('ADD VALUE');
  });

  it('makes the new label usable at once', async () => {
    const begin = await start(['a', 'b']);
    await db.apply(alteration(begin, ['a', 'b', 'c']), {
      kind: 'execute',
      sql: `UPDATE "${begin.table}" SET one = 'c'`,
    });
    expect(await rows(begin)).toEqual([
      ['c', ['a', null]],
      ['c', ['b', null]],
    ]);
  });
});

describe('labels in an array constant', () => {
  it.each([
    ['{}', []],
    ['{a,b}', ['a', 'b']],
    ['{"so so",NULL,"NULL"}', ['so so', null, 'NULL']],
    ['{"a\\"b\\\\c","x,y"}', ['a"b\\c', 'x,y']],
  ])('%s', (text, labels) => {
    expect(parseArray(text)).toEqual(labels);
    expect(renderArray(labels)).toBe(text);
  });

  it.each(['{{a},{b}}', 'a,b', '{a"b}'])('does not read %s', (text) => {
    expect(parseArray(text)).toBeUndefined();
    expect(mapLabels(text, { mapping: new Map(), labels: [], isList: true })).toBe(text);
  });
});
