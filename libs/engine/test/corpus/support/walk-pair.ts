import { DIALECT_NAMES, type DialectName } from '../../../src/model/dialect-name';
import { reverseOperations } from '../../../src/operations/reverse';
import { differences, runOperations } from '../../support/apply';
import { allLines } from './catalogue';
import { rowsFor, type Pair } from './shape';
import { useWorkbench, type Workbench } from './workbench';

/** Describes the changes of a file, on each database. */
export function describePairs(pairs: readonly Pair[]): void {
  describe.each(DIALECT_NAMES)('%s', (dialect) => {
    const bench = useWorkbench(dialect);
    const here = pairs.filter(({ on }) => on === undefined || on.includes(dialect));
    it.each(here.map((pair) => [pair.name, pair] as const))('%s', (_name, pair) =>
      walk(pair, dialect, bench),
    );
  });
}

/** There and back twice; the rows live through all of it, and a new database of the same entities is no different. */
async function walk(pair: Pair, dialect: DialectName, { ours, theirs }: Workbench): Promise<void> {
  const bench = ours();
  const options = pair.options ?? {};
  const before = await bench.read({ entities: pair.before(dialect), options });
  const after = await bench.read({ entities: pair.after(dialect), options });
  await runOperations(bench, await differences(bench, before));
  expect(await differences(bench, before)).toEqual([]);
  for (const sql of pair.rows) await bench.session.query(sql);

  const up = await differences(bench, after);
  expect(up).not.toEqual([]);
  const kinds = pair.kinds?.[dialect];
  if (kinds !== undefined) expect(up.map(({ kind }) => kind)).toEqual(kinds);
  await runOperations(theirs(), await differences(theirs(), after));
  const anew = withoutTriggers(await allLines(theirs()));
  const down = reverseOperations(up);
  if (down === undefined) throw new Error('What a comparison finds can be reversed.');
  for (const [round, expected] of [
    ['first', pair.rowsAfter],
    ['second', undefined],
  ] as const) {
    await runOperations(bench, up);
    expect({ round, differs: await differences(bench, after) }).toEqual({ round, differs: [] });
    expect(withoutTriggers(await allLines(bench))).toEqual(anew);
    if (expected !== undefined)
      expect(await bench.session.query(pair.read)).toEqual(rowsFor(expected, dialect));
    await runOperations(bench, down);
    expect({ round, differs: await differences(bench, before) }).toEqual({ round, differs: [] });
    expect(await bench.session.query(pair.readBack ?? pair.read)).toEqual(rowsFor(pair.rowsBack, dialect));
  }
}

/** Triggers come with the rows of a case, and not from entities. */
function withoutTriggers(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.startsWith('trigger '));
}
