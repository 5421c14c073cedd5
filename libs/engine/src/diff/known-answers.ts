import { sha256 } from '../kernel/hash';
import { isSame } from '../kernel/same';
import { displayName, isEnumRef, type EnumType, type SchemaModel, type Table } from '../model/schema';

/** The tables whose texts differ, by a digest of the question: whether the database takes what is wanted for what it has. */
export type Questions = ReadonlyMap<string, Table>;

/** What a database would be asked about two models. The same question has the same answer as long as its surroundings stay. */
export function questionsOf(actual: SchemaModel, desired: SchemaModel): Questions {
  const existing = new Map(actual.tables.map((table) => [displayName(table), table]));
  const enums = new Map(desired.enums.map((type) => [displayName(type), type]));
  const questions = new Map<string, Table>();
  for (const table of desired.tables) {
    const old = existing.get(displayName(table));
    if (old !== undefined && !isSame(textsOf(old), textsOf(table))) {
      questions.set(sha256(JSON.stringify([textsOf(old), table, enumsOf(table, enums)])), table);
    }
  }
  return questions;
}

/** The wanted schema, in which tables of which is known that the database takes them for what it has are as it has them. */
export function withKnownAnswers(
  actual: SchemaModel,
  desired: SchemaModel,
  { questions, answered }: { readonly questions: Questions; readonly answered: ReadonlySet<string> },
): SchemaModel {
  const known = new Set(
    [...questions].filter(([question]) => answered.has(question)).map(([, table]) => table),
  );
  if (known.size === 0) return desired;
  const existing = new Map(actual.tables.map((table) => [displayName(table), table]));
  return {
    ...desired,
    tables: desired.tables.map((table) =>
      known.has(table) ? { ...table, ...textsOf(existing.get(displayName(table)) ?? table) } : table,
    ),
  };
}

/** The questions that are answered with yes: after settling, the table is worded as the database has it. */
export function answeredWithYes(
  actual: SchemaModel,
  settled: SchemaModel,
  questions: Questions,
): readonly string[] {
  const existing = new Map(actual.tables.map((table) => [displayName(table), table]));
  const wanted = new Map(settled.tables.map((table) => [displayName(table), table]));
  return [...questions].flatMap(([question, { schema, name }]) => {
    const key = displayName(schema === undefined ? { name } : { schema, name });
    const [old, table] = [existing.get(key), wanted.get(key)];
    return old !== undefined && table !== undefined && isSame(textsOf(old), textsOf(table)) ? [question] : [];
  });
}

/** The parts of a table that a database may write otherwise. */
function textsOf(table: Table): Pick<Table, 'columns' | 'checks' | 'exclusions' | 'indexes'> {
  const { columns, checks, exclusions, indexes } = table;
  return { columns, checks, exclusions, indexes };
}

function enumsOf(table: Table, enums: ReadonlyMap<string, EnumType>): readonly unknown[] {
  return table.columns.flatMap(({ type }) =>
    isEnumRef(type)
      ? (enums.get(
          displayName({ name: type.enum, ...(type.schema === undefined ? {} : { schema: type.schema }) }),
        ) ?? [])
      : [],
  );
}
