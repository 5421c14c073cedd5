import type { DataSource } from 'typeorm';
import { DIALECT_NAMES, type DialectName } from '../../../src/model/dialect-name';
import type { SchemaModel } from '../../../src/model/schema';
import { isTypeorm03 } from '../../support/typeorm-version';
import { reverseOperations } from '../../../src/operations/reverse';
import type { Operation } from '../../../src/operations/operation';
import { differences, runOperations } from '../../support/apply';
import { allLines } from './catalogue';
import type { Shape } from './shape';
import { TYPEORM_TABLES, useWorkbench, type Bench, type Described, type Workbench } from './workbench';

/** Describes the cases of a file, on each database. */
export function describeShapes(shapes: readonly Shape[]): void {
  const dialects = DIALECT_NAMES.filter((dialect) => shapes.some((shape) => isOn(shape, dialect)));
  describe.each(dialects)('%s', (dialect) => {
    const bench = useWorkbench(dialect);
    const here = shapes.filter((shape) => isOn(shape, dialect));
    it.each(here.map((shape) => [shape.name, shape] as const))('%s', (_name, shape) =>
      walk(shape, dialect, bench),
    );
  });
}

function isOn({ on }: Shape, dialect: DialectName): boolean {
  return on === undefined || on.includes(dialect);
}

async function walk(given: Shape, dialect: DialectName, bench: Workbench): Promise<void> {
  const shape = isTypeorm03 ? { ...given, ...given.onTypeorm03 } : given;
  const described = { entities: shape.entities(dialect), options: shape.options ?? {} };
  const ours = bench.ours();
  const theirs = bench.theirs();
  const refusal = shape.refused?.[dialect];
  if (refusal !== undefined) {
    await expect(ours.read(described)).rejects.toMatchObject({
      data: { reason: expect.stringContaining(refusal) as string },
    });
    return;
  }
  const wanted = await ours.read(described);
  const up = await differences(ours, wanted);
  await runOperations(ours, up);
  expect(await differences(ours, wanted)).toEqual([]);
  if (await synchronise(theirs, { ...described, wanted }, shape.typeormFails?.[dialect]))
    await compare({ ours, theirs, described }, shape, dialect);
  await goDownAndUp(ours, wanted, up);
}

/** The entities with TypeORM's synchronize(), which makes no schemas; false where it fails as it is known to. */
async function synchronise(
  bench: Bench,
  { wanted, ...described }: Described & { readonly wanted: SchemaModel },
  failure: string | undefined,
): Promise<boolean> {
  for (const schema of wanted.schemas)
    await bench.session.query(`CREATE SCHEMA ${bench.dialect.quote(schema)}`);
  const work = bench.withTypeorm(described, (source) => source.synchronize());
  if (failure === undefined) await work;
  else await expect(work).rejects.toMatchObject(saying(failure));
  return failure === undefined;
}

/** SQLite's errors come out of another realm than the test's: `toThrow` takes them for none. */
function saying(part: string): { readonly message: string } {
  return { message: expect.stringContaining(part) as string };
}

interface Compared {
  readonly ours: Bench;
  readonly theirs: Bench;
  readonly described: Described;
}

/** The two catalogues are the same, and TypeORM finds as much to do on the one as on the other. */
async function compare(
  { ours, theirs, described }: Compared,
  shape: Shape,
  dialect: DialectName,
): Promise<void> {
  const [own, other] = [await allLines(ours), await allLines(theirs)];
  const { ours: onlyOurs = [], theirs: onlyTheirs = [] } = shape.unlike?.[dialect] ?? {};
  expect({ onlyOurs: without(own, other), onlyTheirs: without(other, own) }).toEqual({
    onlyOurs,
    onlyTheirs,
  });
  const lent = await lendRows(ours, theirs, described);
  const failure = shape.comparisonFails?.[dialect];
  const found = ours.withTypeorm(described, log);
  if (failure !== undefined) await expect(found).rejects.toMatchObject(saying(failure.message));
  else expect(without(await found, await theirs.withTypeorm(described, log))).toEqual([]);
  if (lent !== undefined) await ours.session.query(`DROP TABLE ${lent}`);
}

/**
 * TypeORM writes the texts of views and generated columns into a table of its own, and takes what is not there for missing.
 * Revisions do not write it: it has to be lent to see what TypeORM would find beside.
 */
async function lendRows(ours: Bench, theirs: Bench, { options }: Described): Promise<string | undefined> {
  const [table = ''] = TYPEORM_TABLES;
  const schema = 'schema' in options ? options.schema : undefined;
  if (!(await theirs.dialect.hasTable(theirs.session, table, schema))) return undefined;
  const name = [...(schema === undefined ? [] : [schema]), table].map(ours.dialect.quote).join('.');
  const rows = await theirs.session.query(`SELECT * FROM ${name}`);
  const isPostgres = ours.dialect.placeholder(1) === '$1';
  const [here] = isPostgres ? await ours.session.query('SELECT current_database() AS "database"') : [{}];
  const columns = ['type', 'database', 'schema', 'table', 'name', 'value'];
  await ours.session.query(
    `CREATE TABLE ${name} (${columns.map((column) => `${ours.dialect.quote(column)} varchar`).join(', ')})`,
  );
  const marks = columns.map((_column, index) => ours.dialect.placeholder(index + 1)).join(', ');
  for (const row of rows) {
    const values = { ...row, ...(row['database'] === null ? {} : here) } as Record<string, unknown>;
    await ours.session.query(
      `INSERT INTO ${name} VALUES (${marks})`,
      columns.map((column) => values[column]),
    );
  }
  return name;
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line));
}

async function log(source: DataSource): Promise<readonly string[]> {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

async function goDownAndUp(ours: Bench, wanted: SchemaModel, up: readonly Operation[]): Promise<void> {
  const down = reverseOperations(up);
  if (down === undefined) throw new Error('What a comparison finds can be reversed.');
  await runOperations(ours, down);
  expect(await allLines(ours)).toEqual([]);
  await runOperations(ours, up);
  expect(await differences(ours, wanted)).toEqual([]);
}
