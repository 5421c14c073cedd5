import { isSame } from '../kernel/same';
import { pathKey, type ObjectKind, type ObjectPath, type Origins } from '../model/origins';
import { displayName, isSameName, isSqlText, type Column, type SchemaModel } from '../model/schema';
import { describeType } from '../operations/describe';
import type { Operation } from '../operations/operation';
import { subjectsOf, type Subject } from '../operations/subject';
import type { ComparedAspect, WhyReport } from '../report/report';

/** What a comparison went by, kept so that its operations can be explained afterwards. */
export interface Grounds {
  readonly origins: Origins;
  /** What there is, under the names that renames gave. */
  readonly found: SchemaModel;
  /** What was compared with it in the end. */
  readonly wanted: SchemaModel;
  /** As `wanted`, before hooks insisted on the words of the entities. */
  readonly settled: SchemaModel;
  /** Where each kind of object is read from; without it the other side is the revisions, replayed. */
  readonly catalogues?: Readonly<Record<ObjectKind, string>>;
  /** Whether the database was asked what differing texts mean. */
  readonly isAsked: boolean;
  readonly renames: readonly Operation[];
  /** What the function `rewrite` of the configuration put in the place of what was found. */
  readonly rewritten: readonly Operation[];
}

/** Where an operation of a comparison comes from: one answer for each object that it is about. */
export function explainOperation(op: Operation, grounds: Grounds): readonly WhyReport[] {
  const isRewritten = grounds.rewritten.includes(op);
  const subjects = subjectsOf(op);
  if (subjects.length === 0) return [{ entities: [], compared: [], decidedBy: 'rewrite' }];
  return subjects.map((subject) => {
    const compared = compare(subject, grounds);
    return {
      entities: originsOf(subject, grounds),
      found: foundPlace(subject, grounds),
      compared,
      decidedBy: isRewritten ? 'rewrite' : judgeOf(subject, compared, grounds),
    };
  });
}

/** A part that has no origin of its own is described by what describes the whole. */
function originsOf({ path, find }: Subject, { origins, wanted }: Grounds): readonly string[] {
  if (find(wanted) === undefined) return [];
  const ofTable = origins[pathKey({ kind: 'table', on: path.on })] ?? [];
  const all = origins[pathKey(path)] ?? ofTable;
  return all.length > 0
    ? all
    : path.kind === 'extension'
      ? ['extensions of the data source']
      : ['the entities'];
}

/** The place under the names that were read, before renames. */
function foundPlace(
  { path, was }: Subject,
  { catalogues, renames }: Grounds,
): NonNullable<WhyReport['found']> {
  const old = { ...path, ...oldNames(path, renames) };
  const last =
    was === undefined ? old : path.part === undefined ? { on: { ...old.on, name: was } } : { part: was };
  const { on, part } = { ...old, ...last };
  const name = displayName(on) + (part === undefined ? '' : `.${part}`);
  return { in: catalogues?.[path.kind] ?? 'the schema of the revisions', name };
}

function oldNames({ kind, on, part }: ObjectPath, renames: readonly Operation[]): Partial<ObjectPath> {
  const table = renames.find((op) => op.kind === 'renameTable' && isSameName(op.to, on));
  const column = renames.find(
    (op) => op.kind === 'renameColumn' && kind === 'column' && isSameName(op.table, on) && op.to === part,
  );
  return {
    ...(table?.kind === 'renameTable' ? { on: table.from } : {}),
    ...(column?.kind === 'renameColumn' ? { part: column.from } : {}),
  };
}

function compare(subject: Subject, { found, wanted }: Grounds): readonly ComparedAspect[] {
  const { path, was } = subject;
  if (was !== undefined) return [{ aspect: 'name', entities: path.part ?? path.on.name, found: was }];
  const [before, after] = [subject.find(found), subject.find(wanted)].map((object) =>
    object === undefined ? undefined : aspectsOf(path.kind, object, subject.aspects),
  );
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) {
    const whole = (aspects: Readonly<Record<string, string>>): string =>
      Object.entries(aspects)
        .map(([name, text]) => `${name} ${text}`)
        .join(', ') || path.on.name;
    return [
      {
        aspect: path.kind,
        ...(after === undefined ? {} : { entities: whole(after) }),
        ...(before === undefined ? {} : { found: whole(before) }),
      },
    ];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((aspect) => before[aspect] !== after[aspect])
    .map((aspect) => {
      const [entities, there] = [after[aspect], before[aspect]];
      return {
        aspect,
        ...(entities === undefined ? {} : { entities }),
        ...(there === undefined ? {} : { found: there }),
      };
    });
}

/** The properties of an object as text, without its name; a table's parts are objects of their own. */
function aspectsOf(
  kind: ObjectKind,
  object: object,
  wanted: readonly string[] | undefined,
): Readonly<Record<string, string>> {
  const all = kind === 'column' ? columnAspects(object as Column) : Object.entries(object);
  return Object.fromEntries(
    all
      .filter(([name]) => wanted?.includes(name) ?? !NO_ASPECTS[kind]?.includes(name))
      .filter(([name]) => name !== 'name' && name !== 'schema')
      .map(([name, value]: [string, unknown]) => [name, textOf(value)]),
  );
}

const NO_ASPECTS: Partial<Record<ObjectKind, readonly string[]>> = {
  table: ['primaryKey', 'uniques', 'checks', 'exclusions', 'foreignKeys', 'indexes'],
  view: ['indexes'],
};

function columnAspects({ type, nullable, default: value, ...rest }: Column): [string, unknown][] {
  const literal = typeof value === 'string' ? `'${value}'` : value;
  return [
    ['type', describeType(type)],
    ['nullable', nullable ? 'yes' : 'no'],
    ...(value === undefined ? [] : [['default', literal] as [string, unknown]]),
    ...Object.entries(rest),
  ];
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === true) return 'yes';
  if (isSqlText(value)) return value.sql;
  if (!Array.isArray(value)) return JSON.stringify(value);
  const hasName = (one: unknown): one is { name: string } =>
    typeof one === 'object' && one !== null && 'name' in one;
  return `(${value.map((one: unknown) => (hasName(one) ? one.name : textOf(one))).join(', ')})`;
}

/** Properties that are no text: the database is not asked what they mean. */
const NOT_TEXT: readonly string[] = ['notValid', 'materialized'];

function judgeOf(
  subject: Subject,
  compared: readonly ComparedAspect[],
  { found, wanted, settled, isAsked }: Grounds,
): WhyReport['decidedBy'] {
  const { path, was, find } = subject;
  if (was !== undefined) return path.kind === 'table' || path.kind === 'column' ? 'rename' : 'name';
  if (compared.length === 0) return 'order';
  const [before, after] = [find(found), find(wanted)];
  if (before === undefined || after === undefined) return 'name';
  if (!isSame(after, find(settled))) return 'hook';
  const isText = ['column', 'index', 'view'].includes(path.kind) || 'expression' in after;
  return isAsked && isText && compared.some(({ aspect }) => !NOT_TEXT.includes(aspect)) ? 'database' : 'text';
}
