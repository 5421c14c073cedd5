import { isPlumblineError, PlumblineError } from '../../errors/plumbline-error';
import { fold, quoteLiteral } from './quoting';

/** Rows that violate foreign keys, by `child, parent` as JSON; a key that SQLite cannot check at all counts under its message. */
type Violations = ReadonlyMap<string, number>;

/** Asks on the connection that is watched, without being noticed. */
type Ask = <Row>(sql: string) => readonly Row[];

/** The tables that a statement may change in a way that matters to foreign keys. */
type Touched = readonly string[] | 'any';

const NAME = String.raw`("(?:[^"]|"")+"|[\w$]+)(?!\s*\.|[\w$"])`;
/**
 * The bookkeeping of a run and of a rebuild, and what changes no rows and no keys. An index that goes may be what a key points
 * to.
 */
const HARMLESS = new RegExp(
  [
    String.raw`^\s*(?:INSERT INTO|UPDATE|DELETE FROM) (?:temp\.)?"?(?:plumbline_(?:history|version|progress|run|proof)|sqlite_sequence)(?![\w$])`,
    String.raw`^\s*(?:CREATE TEMP TABLE |DROP TABLE temp\.)"plumbline_proof"`,
    String.raw`^\s*(?:CREATE (?:VIEW|TRIGGER|INDEX|UNIQUE INDEX)|SELECT|PRAGMA|BEGIN|COMMIT|ROLLBACK)\b`,
  ].join('|'),
  'i',
);
/** The rows that a rebuild copies go into a table that the transaction has made: what it brings was noticed then. */
const COPY = /^\s*INSERT INTO "(plumbline_new_(?:[^"]|"")+)"/;
const OF_TABLE = new RegExp(
  String.raw`^\s*(?:CREATE|DROP|ALTER) TABLE (?:IF (?:NOT )?EXISTS )?${NAME}(?:\s+RENAME TO ${NAME})?`,
  'i',
);

/**
 * @param sql a single statement. Rows may be changed by triggers too, in whatever table.
 * @param known the tables that the transaction has touched already
 */
function touchedBy(sql: string, known: ReadonlySet<string>): Touched {
  if (HARMLESS.test(sql)) return [];
  const copied = COPY.exec(sql)?.[1];
  if (copied !== undefined && known.has(unquoted(`"${copied}"`))) return [];
  const match = OF_TABLE.exec(sql);
  if (match === null) return 'any';
  return match.slice(1).flatMap((name) => (name === undefined ? [] : [unquoted(name)]));
}

function unquoted(name: string): string {
  return fold(name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);
}

/**
 * Watches what a transaction does, so that in its end only those foreign keys are checked that it may have broken: the rows
 * of a table that nobody touched are not read. Names are folded.
 */
export class ForeignKeyWatch {
  readonly #ask: Ask;
  /** As of which state that others left the database in. */
  #version: unknown;
  /** The parents of each table that has foreign keys; absent where that has to be read again. */
  #parents: Map<string, ReadonlySet<string>> | undefined;
  #touched = new Set<string>();
  #isAnyTouched = false;
  #before = new Map<string, Violations>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** To be told of a transaction that has begun. */
  begin(): void {
    // It changes as another connection has written (sqlite.org/pragma.html#pragma_data_version).
    const [row] = this.#ask<{ readonly data_version: number }>('PRAGMA data_version');
    if (row?.data_version !== this.#version) this.forget();
    this.#version = row?.data_version;
    this.#touched = new Set();
    this.#isAnyTouched = false;
    this.#before = new Map();
  }

  /** To be told where what a transaction did is undone, or the connection is another. */
  forget(): void {
    this.#parents = undefined;
    this.#version = undefined;
  }

  /** To be told of a statement before it runs; `undefined` for something that nobody can tell. */
  notice(sql: string | undefined): void {
    if (this.#isAnyTouched) return;
    const touched = sql === undefined ? 'any' : touchedBy(sql, this.#touched);
    if (touched === 'any') this.#isAnyTouched = true;
    else {
      if (touched.length === 0) return;
      for (const name of touched) this.#touched.add(name);
    }
    for (const child of this.#concerned()) {
      if (!this.#before.has(child)) this.#before.set(child, this.#count(child));
    }
    // A new table without the word has no foreign key; every other change may give or take one.
    if (sql === undefined || !/^\s*CREATE TABLE\b/i.test(sql) || /references/i.test(sql))
      this.#parents = undefined;
  }

  /**
   * @throws PlumblineError `foreign-key-violations`; `database-error` where a key has lost what it points to
   */
  prove(): void {
    const after = new Map<string, number>();
    for (const child of this.#concerned()) for (const [key, rows] of this.#count(child)) after.set(key, rows);
    const before = new Map([...this.#before.values()].flatMap((found) => [...found]));
    assertNoneNew(before, after);
  }

  /** The tables with a foreign key of which either side was touched. */
  #concerned(): readonly string[] {
    if (!this.#isAnyTouched && this.#touched.size === 0) return [];
    this.#parents ??= this.#readParents();
    return [...this.#parents].flatMap(([child, parents]) =>
      this.#isAnyTouched || this.#touched.has(child) || [...parents].some((name) => this.#touched.has(name))
        ? [child]
        : [],
    );
  }

  /** A foreign key cannot be written without this word (sqlite.org/syntax/foreign-key-clause.html). */
  #readParents(): Map<string, ReadonlySet<string>> {
    const rows = this.#ask<{ readonly child: string; readonly parent: string }>(
      `SELECT t.name AS child, k."table" AS parent FROM sqlite_schema t, pragma_foreign_key_list(t.name) k
        WHERE t.type = 'table' AND t.sql LIKE '%references%'`,
    );
    const found = new Map<string, Set<string>>();
    for (const { child, parent } of rows) {
      const parents = found.get(fold(child)) ?? new Set();
      found.set(fold(child), parents.add(fold(parent)));
    }
    return found;
  }

  #count(child: string): Violations {
    try {
      const rows = this.#ask<{ readonly child: string; readonly parent: string; readonly n: number }>(
        `SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check(${quoteLiteral(child)}) GROUP BY 1, 2`,
      );
      return new Map(rows.map(({ child: name, parent, n }) => [JSON.stringify([name, parent]), n]));
    } catch (error) {
      // "foreign key mismatch": the parent has no key that fits. It may have been so before.
      if (!isPlumblineError(error, 'database-error')) throw error;
      return new Map([[JSON.stringify([error.data.message]), 1]]);
    }
  }
}

function assertNoneNew(before: Violations, after: Violations): void {
  const added = [...after].filter(([key, rows]) => rows > (before.get(key) ?? 0));
  const parsed = added.map(([key, rows]) => ({ parts: JSON.parse(key) as readonly string[], rows }));
  const mismatch = parsed.find(({ parts }) => parts.length === 1)?.parts[0];
  if (mismatch !== undefined) {
    throw new PlumblineError('database-error', {
      message: mismatch,
      sqlState: 'SQLITE_CONSTRAINT_FOREIGNKEY',
    });
  }
  if (parsed.length === 0) return;
  const violations = parsed.map(({ parts: [table = '', parent = ''], rows }) => ({ table, parent, rows }));
  throw new PlumblineError('foreign-key-violations', { violations });
}
