import { isSame } from '../kernel/same';
import { displayName, type QualifiedName, type SchemaModel, type Table } from '../model/schema';

/** Something in the database that neither the entities describe nor a revision created. */
export interface Unmanaged {
  readonly kind: 'table' | 'view' | 'column' | 'index' | 'constraint' | 'enum';
  readonly name: string;
}

/**
 * Takes out of a database's model what is not ours to drop: whatever the entities do not describe and no revision
 * created. What is left can be compared; what was taken out is reported.
 *
 * @param actual the database
 * @param desired the entities
 * @param owned the applied revisions, replayed
 */
export function withoutUnmanaged(
  actual: SchemaModel,
  desired: SchemaModel,
  owned: SchemaModel,
): { readonly model: SchemaModel; readonly unmanaged: readonly Unmanaged[] } {
  const unmanaged: Unmanaged[] = [];
  const wanted = new Map(desired.tables.map((table) => [displayName(table), table]));
  const created = new Map(owned.tables.map((table) => [displayName(table), table]));
  const tables = actual.tables.flatMap((table) => {
    const name = displayName(table);
    const [want, own] = [wanted.get(name), created.get(name)];
    if (want !== undefined)
      return [managedPart(table, [want, ...(own === undefined ? [] : [own])], unmanaged)];
    if (own !== undefined) return [table];
    unmanaged.push({ kind: 'table', name });
    return [];
  });
  const knownEnums = new Set([...desired.enums, ...owned.enums].map(displayName));
  const enums = actual.enums.filter((type) => {
    const name = displayName(type);
    const ours = knownEnums.has(name);
    if (!ours) unmanaged.push({ kind: 'enum', name });
    return ours;
  });
  const views = actual.views.flatMap((view) => {
    const name = displayName(view);
    const known = [desired, owned].flatMap((model) =>
      model.views.filter((other) => displayName(other) === name),
    );
    if (known.length > 0)
      return [{ ...view, indexes: ours('index', { of: view, parts: (v) => v.indexes, known }, unmanaged) }];
    unmanaged.push({ kind: 'view', name });
    return [];
  });
  return { model: { ...actual, tables, enums, views }, unmanaged };
}

/** A table of the entities without what nobody described. */
function managedPart(table: Table, known: readonly Table[], unmanaged: Unmanaged[]): Table {
  const keep = <T extends { readonly name?: string }>(
    kind: Unmanaged['kind'],
    parts: (table: Table) => readonly T[],
  ): T[] => ours(kind, { of: table, parts, known }, unmanaged);
  return {
    ...table,
    columns: keep('column', (t) => t.columns),
    indexes: keep('index', (t) => t.indexes),
    uniques: keep('constraint', (t) => t.uniques),
    checks: keep('constraint', (t) => t.checks),
    exclusions: keep('constraint', (t) => t.exclusions),
    foreignKeys: keep('constraint', (t) => t.foreignKeys),
  };
}

/** Without its name, and without whether the rows have been checked (a check, a foreign key). */
function definitionOf(part: object): object {
  return { ...part, name: undefined, notValid: undefined };
}

/**
 * The parts of an object that are ours: what has a known name, and what is a known part under another name (it will be
 * renamed). A constraint without a name (SQLite) counts as ours, as only the table's own definition can hold it.
 */
function ours<O extends QualifiedName, T extends { readonly name?: string }>(
  kind: Unmanaged['kind'],
  {
    of,
    parts,
    known,
  }: { readonly of: O; readonly parts: (object: O) => readonly T[]; readonly known: readonly O[] },
  unmanaged: Unmanaged[],
): T[] {
  const described = known.flatMap((other) => parts(other));
  const names = new Set(described.map(({ name }) => name));
  const isNamed = ({ name }: T): boolean => name === undefined || names.has(name);
  if (parts(of).every(isNamed)) return [...parts(of)];
  const present = new Set(parts(of).map(({ name }) => name));
  const missing = described.filter(({ name }) => !present.has(name));
  return parts(of).filter((part) => {
    const isOurs = isNamed(part) || missing.some((other) => isSame(definitionOf(other), definitionOf(part)));
    if (!isOurs) unmanaged.push({ kind, name: `${displayName(of)}.${String(part.name)}` });
    return isOurs;
  });
}
