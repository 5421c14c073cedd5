import Driver from 'better-sqlite3';
import fc from 'fast-check';
import { parseIndex, toIndex } from './index-ddl';
import { allConstraints } from './read-table';
import { parseTable } from './table-ddl';

const typeOf = (text: string, column = 0) => {
  const { typeSpan } = parseTable(text).columns[column] ?? { typeSpan: { start: 0, end: 0 } };
  return text.slice(typeSpan.start, typeSpan.end);
};
const constraints = (text: string) =>
  allConstraints(parseTable(text)).map(({ start, end }) => text.slice(start, end));

describe('parseTable', () => {
  it('reads types of several words, with sizes, quoted, and none', () => {
    const text =
      'CREATE TABLE t (a unsigned big int (3 , -4) NOT NULL, b "my ty" int, c, d generated, e CHECK (1))';
    expect([0, 1, 2, 3, 4].map((i) => typeOf(text, i))).toEqual([
      'unsigned big int (3 , -4)',
      '"my ty" int',
      '',
      'generated',
      '',
    ]);
  });

  it('reads the constraints of a column, each with its name and its conflict clause', () => {
    expect(
      constraints(`CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY DESC ON CONFLICT FAIL AUTOINCREMENT
        CONSTRAINT "n n" NOT NULL ON CONFLICT IGNORE NULL UNIQUE DEFAULT -1 DEFAULT (a(')')) DEFAULT +x
        COLLATE [x y] REFERENCES p (q) MATCH FULL ON DELETE SET NULL NOT DEFERRABLE INITIALLY IMMEDIATE
        GENERATED ALWAYS AS (b + (1)) STORED AS (c), b)`),
    ).toEqual([
      'CONSTRAINT k PRIMARY KEY DESC ON CONFLICT FAIL AUTOINCREMENT',
      'CONSTRAINT "n n" NOT NULL ON CONFLICT IGNORE',
      'NULL',
      'UNIQUE',
      'DEFAULT -1',
      "DEFAULT (a(')'))",
      'DEFAULT +x',
      'COLLATE [x y]',
      'REFERENCES p (q) MATCH FULL ON DELETE SET NULL NOT DEFERRABLE INITIALLY IMMEDIATE',
      'GENERATED ALWAYS AS (b + (1)) STORED',
      'AS (c)',
    ]);
  });

  it('reads table constraints, without commas between them, and names that name nothing', () => {
    expect(
      constraints(`CREATE TABLE t (a, b CONSTRAINT lost CONSTRAINT c1 NOT NULL, PRIMARY KEY (a COLLATE nocase DESC, b)
        CHECK (a > b /* ) */) ON CONFLICT ABORT CONSTRAINT u UNIQUE (a),
        CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p ON UPDATE NO ACTION DEFERRABLE, CONSTRAINT nothing)`),
    ).toEqual([
      'CONSTRAINT lost',
      'CONSTRAINT c1 NOT NULL',
      'PRIMARY KEY (a COLLATE nocase DESC, b)',
      'CHECK (a > b /* ) */) ON CONFLICT ABORT',
      'CONSTRAINT u UNIQUE (a)',
      'CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p ON UPDATE NO ACTION DEFERRABLE',
      'CONSTRAINT nothing',
    ]);
  });

  it('reads the options, and names however they are written', () => {
    const ddl = parseTable(`CREATE TABLE IF NOT EXISTS "a""b" (x) WITHOUT /* c */ ROWID , STRICT`);
    expect(ddl).toMatchObject({ name: 'a"b', withoutRowid: true, strict: true });
    expect(parseTable('CREATE TABLE main.[strict] ([without rowid] int)')).toMatchObject({
      name: 'strict',
      withoutRowid: false,
      strict: false,
    });
  });

  it('refuses what SQLite would refuse', () => {
    expect(() => parseTable('CREATE TABLE t (a int')).toThrow(/could not be read/);
    expect(() => parseTable('CREATE VIEW v AS SELECT 1')).toThrow(/could not be read/);
  });

  it('finds the columns that SQLite finds, in any mixture of clauses that SQLite accepts', () => {
    const clauses = fc.subarray([
      'NOT NULL',
      "DEFAULT 'a,b)('",
      'DEFAULT (1 + (2))',
      'CHECK (1 /* ) */ > 0)',
      'CONSTRAINT "k,k" UNIQUE',
      'COLLATE nocase',
      'REFERENCES t (a) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED',
      '-- a comment, with (\n',
    ]);
    const name = fc.constantFrom(
      'plain',
      '"with ""quotes"',
      '[br)ackets]',
      '`back,tick`',
      '"check"',
      "'single'",
    );
    const type = fc.constantFrom(
      '',
      'int',
      'varchar (20)',
      'unsigned big int',
      'decimal(10, 2)',
      '"odd type"',
    );
    const column = fc.tuple(name, type, clauses).map(([n, t, c]) => ({ n, sql: `${n} ${t} ${c.join(' ')}` }));
    const table = fc.uniqueArray(column, { selector: ({ n }) => n, minLength: 1 });
    const database = new Driver(':memory:');
    fc.assert(
      fc.property(
        table,
        fc.subarray(['CHECK (1)', 'CONSTRAINT x CHECK (2)', 'UNIQUE (a)']),
        (columns, tail) => {
          const parts = ['a integer', ...columns.map(({ sql }) => sql)].join(', ');
          const text = `CREATE TABLE t (${parts}${tail.length === 0 ? '' : `, ${tail.join(' ')}`})`;
          database.exec('DROP TABLE IF EXISTS t');
          database.exec(text);
          const rows = database.prepare("SELECT name FROM pragma_table_info('t')").pluck().all();
          expect(parseTable(text).columns.map((c) => c.name)).toEqual(rows);
          expect(parseTable(text).constraints).toHaveLength(tail.length);
        },
      ),
    );
    database.close();
  });
});

describe('parseIndex', () => {
  const columns = [{ name: 'a' }, { name: 'b', collation: 'NOCASE' }];

  it('tells columns from expressions, and reads order, collation and predicate', () => {
    const text = `CREATE UNIQUE INDEX "i" ON t (A, b COLLATE NOCASE DESC, b COLLATE binary, lower(a || ',') ASC, -a DESC)
      WHERE a > ')' `;
    expect(toIndex(parseIndex(text), columns)).toEqual({
      name: 'i',
      unique: true,
      keys: [
        'a',
        { column: 'b', order: 'desc' },
        { column: 'b', collation: 'binary' },
        { expression: "lower(a || ',')" },
        { expression: '-a', order: 'desc' },
      ],
      where: "a > ')'",
    });
  });
});
