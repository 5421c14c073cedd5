import type { DialectName } from '../../model/dialect-name';
import { isSame } from '../../kernel/same';
import type { OperationKind } from '../../operations/operation';

/** Where `on` may stand within the arguments of a call. */
interface Shape {
  /** Whether the object itself may have `on`. */
  readonly on: boolean;
  readonly keys?: Readonly<Record<string, Shape>>;
}

const LEAF: Shape = { on: true };
const TABLE: Shape = {
  on: true,
  keys: { columns: LEAF, primaryKey: LEAF, uniques: LEAF, checks: LEAF, exclusions: LEAF, foreignKeys: LEAF },
};
const CHANGE: Shape = { on: false, keys: { from: LEAF, to: LEAF } };
const FIXED: Shape = { on: false };

/** The shape of the last argument; the others are names and must be the same. */
const SHAPES: { readonly [K in OperationKind]: Shape } = {
  createSchema: FIXED,
  dropSchema: FIXED,
  createExtension: FIXED,
  dropExtension: FIXED,
  createEnum: FIXED,
  dropEnum: FIXED,
  alterEnum: FIXED,
  createTable: TABLE,
  dropTable: TABLE,
  renameTable: FIXED,
  setTableComment: FIXED,
  setTableOptions: FIXED,
  addColumn: LEAF,
  dropColumn: LEAF,
  alterColumn: CHANGE,
  renameColumn: FIXED,
  addPrimaryKey: LEAF,
  dropPrimaryKey: LEAF,
  addUnique: LEAF,
  dropUnique: LEAF,
  addCheck: LEAF,
  dropCheck: LEAF,
  addExclusion: LEAF,
  dropExclusion: LEAF,
  addForeignKey: LEAF,
  dropForeignKey: LEAF,
  validateConstraint: FIXED,
  createIndex: LEAF,
  dropIndex: LEAF,
  renameConstraint: FIXED,
  renameIndex: FIXED,
  bulkInsert: FIXED,
  backfill: FIXED,
  autocommit: FIXED,
  createView: LEAF,
  dropView: LEAF,
  replaceView: CHANGE,
  execute: FIXED,
  run: FIXED,
};

/**
 * The arguments of two dialects as those of one call: the first dialect's plainly, what the other one has
 * otherwise under `on`. `undefined` where no `on` can say the difference.
 */
export function mergeArguments(
  kind: OperationKind,
  [plain, other]: readonly [readonly unknown[], readonly unknown[]],
  dialect: DialectName,
): readonly unknown[] | undefined {
  if (plain.length !== other.length || !isSame(plain.slice(0, -1), other.slice(0, -1))) return undefined;
  const last = merge(SHAPES[kind], [plain.at(-1), other.at(-1)], dialect);
  return last === undefined ? undefined : [...plain.slice(0, -1), last];
}

type Fields = Readonly<Record<string, unknown>>;

function merge(shape: Shape, [a, b]: readonly [unknown, unknown], dialect: DialectName): unknown {
  if (isSame(a, b)) return a;
  if (Array.isArray(a) && Array.isArray(b)) return mergeList(shape, [a, b], dialect);
  if (!isFields(a) || !isFields(b) || (!shape.on && shape.keys === undefined)) return undefined;
  const plain: Record<string, unknown> = {};
  const overrides: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const inner = shape.keys?.[key];
    const merged =
      inner !== undefined && a[key] !== undefined && b[key] !== undefined
        ? merge(inner, [a[key], b[key]], dialect)
        : undefined;
    if (a[key] !== undefined) plain[key] = merged ?? a[key];
    if (merged === undefined && !isSame(a[key], b[key])) overrides[key] = b[key];
  }
  if (Object.keys(overrides).length === 0) return plain;
  return shape.on ? { ...plain, on: { [dialect]: overrides } } : undefined;
}

/** Element by element, where both have as many and those with a name have the same; a list in `on` replaces the whole. */
function mergeList(
  shape: Shape,
  [a, b]: readonly [readonly unknown[], readonly unknown[]],
  dialect: DialectName,
): readonly unknown[] | undefined {
  if (a.length !== b.length) return undefined;
  const merged = a.map((item, i) => {
    const other = b[i];
    if (!isFields(item) || !isFields(other) || item['name'] !== other['name']) return undefined;
    return merge(shape, [item, other], dialect);
  });
  return merged.includes(undefined) ? undefined : merged;
}

/** The values without one of their overrides, for each override there is. */
export function withoutEachOverride(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, i) =>
      withoutEachOverride(item).map((less) => value.map((kept: unknown, k) => (k === i ? less : kept))),
    );
  }
  if (!isFields(value)) return [];
  const { on, ...plain } = value;
  const own = isFields(on)
    ? Object.entries(on).flatMap(([dialect, overrides]) =>
        Object.keys(overrides as object).map((key) => {
          const { [key]: _dropped, ...rest } = overrides as Fields;
          return Object.keys(rest).length === 0 ? plain : { ...plain, on: { [dialect]: rest } };
        }),
      )
    : [];
  const inner = Object.entries(plain).flatMap(([key, item]) =>
    withoutEachOverride(item).map((less) => ({ ...value, [key]: less })),
  );
  return [...own, ...inner];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
