import fc from 'fast-check';
import type { DialectName } from '../../model/dialect-name';
import type {
  Check,
  Column,
  EnumType,
  Exclusion,
  ForeignKey,
  Index,
  IndexKey,
  PrimaryKey,
  QualifiedName,
  Table,
  Unique,
  View,
} from '../../model/schema';
import type { Operation } from '../operation';
import type { RowValue } from '../row-values';

/** For property tests: any operation that a revision file can hold, in the form that recording gives. */

const awkward = fc.constantFrom(
  "o'clock",
  'say "hi"',
  'back\\slash',
  '`tick ${x}`',
  'two\nlines',
  'Größe',
  '表',
  '\u202Egnp.exe',
  '*/',
  '\u2028',
  '__proto__',
  'constructor',
  '\u0001\u007f\r',
  '👩‍💻',
  'on',
  'sql',
  'x'.repeat(130),
);

export const text = fc
  .oneof(awkward, fc.string(), fc.string({ unit: 'binary' }))
  .filter((s) => s.trim() !== '' && !s.includes('\0') && !/\p{Surrogate}/u.test(s));
const word = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z][a-z_]{0,12}$/) },
  { weight: 1, arbitrary: text },
);
const words = (max: number) => fc.uniqueArray(word, { minLength: 1, maxLength: max });

/** Each key of `T`, absent half of the time where `maybe`. */
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const compact = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never;
const shape = <T>(keys: Record<keyof T, fc.Arbitrary<unknown>>): fc.Arbitrary<T> =>
  fc.record(keys as Record<string, fc.Arbitrary<unknown>>).map(compact);
const yes = maybe(fc.constant(true as const));

export const qualifiedName = shape<QualifiedName>({ schema: maybe(word), name: word });
const sql = fc.record({ sql: text });
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((n) => n || 0);
const anyText = fc.oneof(text, fc.constant(''));

export const column: fc.Arbitrary<Column> = shape<Column>({
  name: word,
  type: fc.oneof(
    fc.constantFrom('integer', 'varchar(255)', 'text[]', 'timestamptz'),
    shape({ enum: word, schema: maybe(word), array: yes }),
  ),
  nullable: yes,
  default: maybe(fc.oneof(anyText, number, fc.boolean(), sql)),
  identity: maybe(fc.constantFrom('always', 'by default')),
  autoIncrement: yes,
  generated: maybe(fc.record({ expression: text, stored: fc.boolean() })),
  collation: maybe(word),
  comment: maybe(text),
}).map((c) => compact(c.generated === undefined ? c : { ...c, default: undefined }));

const deferrable = maybe(fc.constantFrom('initially immediate', 'initially deferred'));
const action = maybe(fc.constantFrom('restrict', 'cascade', 'set null', 'set default'));

export const primaryKeyOn = (columns: fc.Arbitrary<string[]>) =>
  shape<PrimaryKey>({ name: maybe(word), columns });
export const uniqueOn = (columns: fc.Arbitrary<string[]>) =>
  shape<Unique>({ name: maybe(word), columns, deferrable, nullsNotDistinct: yes });
export const check = shape<Check>({ name: maybe(word), expression: text, notValid: yes });
export const exclusion = shape<Exclusion>({ name: word, expression: text, deferrable });
export const foreignKeyOn = (columns: fc.Arbitrary<string[]>): fc.Arbitrary<ForeignKey> =>
  columns.chain((own) =>
    shape<ForeignKey>({
      name: maybe(word),
      columns: fc.constant(own),
      references: shape({
        schema: maybe(word),
        table: word,
        columns: fc.uniqueArray(word, { minLength: own.length, maxLength: own.length }),
      }),
      onDelete: action,
      onUpdate: action,
      deferrable,
      notValid: yes,
    }),
  );

const rest = {
  order: maybe(fc.constant('desc')),
  nulls: maybe(fc.constantFrom('first', 'last')),
  opclass: maybe(word),
  collation: maybe(word),
};
const indexKey = fc.oneof(
  word,
  shape<Exclude<IndexKey, string>>({ column: word, expression: fc.constant(undefined), ...rest }),
  shape<Exclude<IndexKey, string>>({ column: fc.constant(undefined), expression: text, ...rest }),
);
export const index = shape<Index>({
  name: word,
  keys: fc.array(indexKey, { minLength: 1, maxLength: 3 }),
  unique: yes,
  where: maybe(text),
  method: maybe(fc.constantFrom('gin', 'hash')),
  include: maybe(words(2)),
  nullsNotDistinct: yes,
});

export const table: fc.Arbitrary<Table> = fc
  .uniqueArray(column, { selector: (c) => c.name, minLength: 1, maxLength: 5 })
  .chain((columns) => {
    const some = fc.subarray(
      columns.map((c) => c.name),
      { minLength: 1 },
    );
    return shape<Table>({
      schema: maybe(word),
      name: word,
      columns: fc.constant(columns),
      primaryKey: maybe(primaryKeyOn(some)),
      uniques: fc.array(uniqueOn(some), { maxLength: 2 }),
      checks: fc.array(check, { maxLength: 2 }),
      exclusions: fc.array(exclusion, { maxLength: 1 }),
      foreignKeys: fc.array(foreignKeyOn(some), { maxLength: 2 }),
      indexes: fc.constant([]),
      comment: maybe(text),
      withoutRowid: yes,
      strict: yes,
    });
  });

const enumType = shape<EnumType>({ schema: maybe(word), name: word, values: words(4) });

const alterEnum = fc.tuple(words(4), words(4)).chain(([from, to]) =>
  shape<Extract<Operation, { kind: 'alterEnum' }>>({
    kind: fc.constant('alterEnum'),
    name: qualifiedName,
    from: fc.constant(from),
    to: fc.constant(to),
    mapping: maybe(
      fc
        .uniqueArray(fc.tuple(fc.constantFrom(...from), fc.constantFrom(...to)), {
          minLength: 1,
          selector: ([old]) => old,
        })
        .map((pairs) => Object.fromEntries(pairs)),
    ),
    usedBy: fc.array(
      fc.record(
        {
          table: qualifiedName,
          column,
          indexes: fc.array(index, { minLength: 1, maxLength: 2 }),
          checks: fc.array(check, { minLength: 1, maxLength: 2 }),
          foreignKeys: fc.array(foreignKeyOn(words(2)), { minLength: 1, maxLength: 2 }),
        },
        { requiredKeys: ['table', 'column'] },
      ),
      { maxLength: 2 },
    ),
  }),
);

/** A document; an object whose one key is `sql` would be SQL text. */
const json = fc
  .oneof(fc.array(fc.jsonValue(), { maxLength: 3 }), fc.dictionary(anyText, fc.jsonValue(), { maxKeys: 3 }))
  .filter((value) => Array.isArray(value) || Object.keys(value).join() !== 'sql')
  .filter((value) => !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)))
  // Recording makes one zero of two.
  .map((value) => JSON.parse(JSON.stringify(value)) as never);
export const rowValue: fc.Arbitrary<RowValue> = fc.oneof(
  anyText,
  number,
  fc.record({ integer: fc.bigInt().map(String) }),
  fc.boolean(),
  fc.constant(null),
  sql,
  fc.record({ json }),
  fc.record({ date: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) }),
  fc.record({ bytes: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex')) }),
);
/** As the keys of an object stand: those that look like numbers first. */
const asKeys = (names: string[]) => Object.keys(Object.fromEntries(names.map((name) => [name, true])));
const bulkInsert = words(3)
  .map(asKeys)
  .chain((columns) =>
    fc.record({
      kind: fc.constant('bulkInsert'),
      table: qualifiedName,
      columns: fc.constant(columns),
      rows: fc.array(fc.tuple(...columns.map(() => rowValue)), { minLength: 1, maxLength: 3 }),
    }),
  );

const part = <T>(kinds: readonly string[], key: string, value: fc.Arbitrary<T>) =>
  fc.record({ kind: fc.constantFrom(...kinds), table: qualifiedName, [key]: value });

/** A key, half of the time made of an index, which it then has the name of unless it has its own. */
const keyPart = <T extends { readonly name?: string }>(kind: string, key: string, value: fc.Arbitrary<T>) =>
  fc.tuple(qualifiedName, value, maybe(word)).map(([on, made, usingIndex]) =>
    compact({
      kind,
      table: on,
      [key]: usingIndex === undefined ? made : { name: usingIndex, ...made },
      usingIndex,
    }),
  );

/** A query as it is read: no white space before it, and no end of a statement behind it. */
const query = text.map((sql) => sql.trimStart().replace(/[\s;]+$/, '')).filter((sql) => sql !== '');
const view = shape<View>({
  schema: maybe(word),
  name: word,
  definition: query,
  materialized: yes,
  indexes: fc.constant([]),
});
const tableOptions = shape({ withoutRowid: yes, strict: yes });

/** Every kind of one call but `run`, whose function no text can hold. */
const call = fc.oneof(
  fc.record({ kind: fc.constantFrom('createSchema', 'dropSchema'), schema: word }),
  fc.record({ kind: fc.constantFrom('createExtension', 'dropExtension'), extension: word }),
  fc.record({ kind: fc.constantFrom('createEnum', 'dropEnum'), enum: enumType }),
  alterEnum,
  fc.record({ kind: fc.constantFrom('createTable', 'dropTable'), table }),
  fc.record({ kind: fc.constant('renameTable'), from: qualifiedName, to: qualifiedName }),
  shape({ kind: fc.constant('setTableComment'), table: qualifiedName, from: maybe(text), to: maybe(text) }),
  fc.record({
    kind: fc.constant('setTableOptions'),
    table: qualifiedName,
    from: tableOptions,
    to: tableOptions,
  }),
  fc.record({ kind: fc.constantFrom('createView', 'dropView'), view }),
  fc.record({
    kind: fc.constant('replaceView'),
    view: qualifiedName,
    from: fc.record({ definition: query }),
    to: fc.record({ definition: query }),
  }),
  part(['addColumn', 'dropColumn'], 'column', column),
  fc
    .tuple(qualifiedName, column, column, maybe(text), maybe(text))
    .map(([on, from, to, using, usingReverse]) =>
      compact({ kind: 'alterColumn', table: on, from, to: { ...to, name: from.name }, using, usingReverse }),
    ),
  keyPart('addPrimaryKey', 'primaryKey', primaryKeyOn(words(3))),
  part(['dropPrimaryKey'], 'primaryKey', primaryKeyOn(words(3))),
  keyPart('addUnique', 'unique', uniqueOn(words(3))),
  part(['dropUnique'], 'unique', uniqueOn(words(3))),
  part(['addCheck', 'dropCheck'], 'check', check),
  part(['addExclusion', 'dropExclusion'], 'exclusion', exclusion),
  part(['addForeignKey', 'dropForeignKey'], 'foreignKey', foreignKeyOn(words(3))),
  shape({
    kind: fc.constantFrom('createIndex', 'dropIndex'),
    table: qualifiedName,
    index,
    concurrently: yes,
  }),
  fc.record({
    kind: fc.constantFrom('renameColumn', 'renameConstraint', 'renameIndex'),
    table: qualifiedName,
    from: word,
    to: word,
  }),
  fc.record({ kind: fc.constant('validateConstraint'), table: qualifiedName, name: word }),
  bulkInsert,
  shape({
    kind: fc.constant('backfill'),
    table: qualifiedName,
    set: fc.dictionary(word, rowValue, { minKeys: 1, maxKeys: 3 }).map((set) => ({ ...set })),
    where: maybe(text),
    batchSize: maybe(fc.integer({ min: 1, max: 100_000 })),
    pause: maybe(fc.nat()),
  }),
  fc.record({ kind: fc.constant('execute'), sql: text }),
) as unknown as fc.Arbitrary<Operation>;

/** Every kind but `run`. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 20, arbitrary: call },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('autocommit' as const),
      operations: fc.array(call, { maxLength: 3 }),
    }),
  },
);

export const operations: fc.Arbitrary<Operation[]> = fc.array(operation, { maxLength: 6 });

export const dialectName: fc.Arbitrary<DialectName> = fc.constantFrom('postgres', 'sqlite');
