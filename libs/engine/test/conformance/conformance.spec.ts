import { reverseOperations } from '../../src/operations/reverse';
import { withoutBlocking } from '../../src/operations/without-blocking';
import type { Operation } from '../../src/operations/operation';
import { EMPTY_SCHEMA } from '../../src/model/schema';
import { diffSchemas } from '../../src/diff/diff-schemas';
import { connect, differences, runOperations, type Connected } from '../support/apply';
import { DATABASES, type TestDatabase } from '@plumbline/testing';
import { COLUMN_CASES, CONSTRAINT_CASES, ENUM_CASES, ENUM_USE_CASES, TABLE_CASES, type Case } from './cases';

/**
 * The same cases on each real database; every one walks the whole way: up, read back, nothing differs, down, read
 * back, nothing differs, up again, and the rows live through all of it; the forms that block nobody do the same.
 */
describe.each(DATABASES)('$dialect', ({ dialect: name, create }) => {
  let database: TestDatabase;
  let connected: Connected;

  beforeEach(async () => {
    database = await create();
    connected = await connect(database.url);
  });
  afterEach(async () => {
    await connected.session.close();
    await database.drop();
  });

  const groups = {
    columns: COLUMN_CASES,
    constraints: CONSTRAINT_CASES,
    'enum types': [...ENUM_CASES, ...ENUM_USE_CASES],
    tables: TABLE_CASES,
  };
  describe.each(Object.entries(groups))('%s', (_group, cases) => {
    const ours = cases.filter(({ on }) => on.includes(name));
    if (ours.length > 0)
      it.each(ours.map((one) => [one.name, one] as const))('%s', (_name, one) => walk(connected, one));
    else it('has none of them', () => expect(ours).toEqual([]));
  });
});

function asItIs(operations: readonly Operation[]): readonly Operation[] {
  return operations;
}

async function walk(connected: Connected, { before, after, rows = [], read }: Case): Promise<void> {
  const { dialect, session } = connected;
  await runOperations(connected, diffSchemas(EMPTY_SCHEMA, dialect.normalise(before), dialect));
  expect(await differences(connected, before)).toEqual([]);
  for (const sql of rows) await session.query(sql);

  const up = await differences(connected, after);
  expect(up).not.toEqual([]);
  const down = reverseOperations(up);
  if (down === undefined) throw new Error('What a comparison finds can be reversed.');

  const rounds = [
    { round: 'first', form: asItIs },
    { round: 'second', form: asItIs },
    ...(dialect.buildsConcurrently ? [{ round: 'without blocking', form: withoutBlocking }] : []),
  ];
  for (const { round, form } of rounds) {
    await runOperations(connected, form(up));
    expect({ round, differs: await differences(connected, after) }).toEqual({ round, differs: [] });
    if (read !== undefined)
      expect({ round, rows: await session.query(read.sql) }).toEqual({ round, rows: read.after });

    await runOperations(connected, form(down));
    expect({ round, differs: await differences(connected, before) }).toEqual({ round, differs: [] });
    if (read !== undefined && read.back.length > 0) expect(await session.query(read.sql)).toEqual(read.back);
  }

  await runOperations(connected, await differences(connected, EMPTY_SCHEMA));
  expect(await dialect.introspect(session)).toEqual(EMPTY_SCHEMA);
}
