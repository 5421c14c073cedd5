import { displayName, nameOf, type SchemaModel, type View } from '../model/schema';
import { readsFrom } from '../model/sql-text';
import type { Operation } from '../operations/operation';
import { matchNamed } from './match';
import { holds, type HoldOptions } from './view-holds';
import { orderViews } from './view-order';

/** What is done to views before everything else, and after it. */
export interface ViewDiff {
  readonly first: readonly Operation[];
  readonly last: readonly Operation[];
}

/**
 * Compares the views of two schemas. One that the other changes of a revision cannot be done under is dropped before them
 * and created again after them, with the views that read it; one that only has another query is replaced.
 *
 * @param changes all other operations of the revision
 */
export function diffViews(
  from: SchemaModel,
  to: SchemaModel,
  changes: readonly Operation[],
  options: HoldOptions,
): ViewDiff {
  const before = new Map(from.views.map((view) => [displayName(view), view]));
  const after = new Map(to.views.map((view) => [displayName(view), view]));
  const wanted = orderViews(to.views);
  const isReplaced = (old: View, view: View | undefined): boolean =>
    view !== undefined && !old.materialized && !view.materialized && old.definition !== view.definition;
  const coming = wanted
    .filter((view) => before.get(displayName(view))?.definition !== view.definition)
    .map((view): Operation => ({ kind: 'createView', view }));
  const gone = withReaders(from.views, [...changes, ...coming], options, (old) => {
    const view = after.get(displayName(old));
    if (view === undefined || isKindChanged(old, view)) return true;
    // It may not be replaceable as it stands, and then its readers are in the way.
    const isRead = options.viewsHoldColumns && from.views.some((other) => other !== old && reads(other, old));
    return isReplaced(old, view) && isRead;
  });
  const kept = wanted.flatMap((view) => {
    const old = before.get(displayName(view));
    return old === undefined || gone.has(old) ? [] : [{ old, view }];
  });
  return {
    first: [
      ...kept.flatMap(({ old, view }) => indexChanges(old, view).dropped),
      ...dropViews(from.views.filter((view) => gone.has(view))),
    ],
    last: wanted.flatMap((view): Operation[] => {
      const old = before.get(displayName(view));
      if (old === undefined || gone.has(old)) return createView(view);
      return [
        ...(isReplaced(old, view)
          ? [{ kind: 'replaceView', view: nameOf(view), from: queryOf(old), to: queryOf(view) } as const]
          : []),
        ...indexChanges(old, view).created,
      ];
    }),
  };
}

/**
 * Takes the views out that renames would leave with another text than they have: a comparison finds them missing, and
 * creates them again after everything else.
 */
export function setViewsAside(
  model: SchemaModel,
  renames: readonly Operation[],
): { readonly operations: readonly Operation[]; readonly model: SchemaModel } {
  const gone = withReaders(model.views, renames, { viewsHoldColumns: true }, () => false);
  return {
    operations: dropViews(model.views.filter((view) => gone.has(view))),
    model: { ...model, views: model.views.filter((view) => !gone.has(view)) },
  };
}

/** The views that have to go first: those that are meant to, those that hold a change, and all that read one of them. */
function withReaders(
  views: readonly View[],
  changes: readonly Operation[],
  options: HoldOptions,
  isMeant: (view: View) => boolean,
): ReadonlySet<View> {
  const gone = new Set(
    views.filter((view) => isMeant(view) || changes.some((op) => holds(view, op, changes, options))),
  );
  for (let size = -1; options.viewsHoldColumns && size !== gone.size;) {
    size = gone.size;
    for (const view of views) if ([...gone].some((other) => reads(view, other))) gone.add(view);
  }
  return gone;
}

function reads(view: View, other: View): boolean {
  return view !== other && readsFrom(view.definition, other);
}

/** PostgreSQL replaces neither a view by a stored one nor the query of a stored one. */
function isKindChanged(old: View, view: View): boolean {
  return (
    old.materialized !== view.materialized ||
    (old.materialized === true && old.definition !== view.definition)
  );
}

function queryOf({ definition }: View): Pick<View, 'definition'> {
  return { definition };
}

function createView(view: View): Operation[] {
  return [
    { kind: 'createView', view: { ...view, indexes: [] } },
    ...view.indexes.map((index): Operation => ({ kind: 'createIndex', table: nameOf(view), index })),
  ];
}

/** The exact reverse of creating them. */
function dropViews(views: readonly View[]): Operation[] {
  return [...orderViews(views)]
    .reverse()
    .flatMap((view): Operation[] => [
      ...[...view.indexes]
        .reverse()
        .map((index): Operation => ({ kind: 'dropIndex', table: nameOf(view), index })),
      { kind: 'dropView', view: { ...view, indexes: [] } },
    ]);
}

function indexChanges(
  old: View,
  view: View,
): { readonly dropped: Operation[]; readonly created: Operation[] } {
  const table = nameOf(view);
  const { removed, added, renamed } = matchNamed(old.indexes, view.indexes);
  return {
    dropped: removed.map((index) => ({ kind: 'dropIndex', table, index })),
    created: [
      ...renamed.map(([a, b]): Operation => ({ kind: 'renameIndex', table, from: a.name, to: b.name })),
      ...added.map((index): Operation => ({ kind: 'createIndex', table, index })),
    ],
  };
}

/** Of views, those under which one of the operations cannot be done, each with the operation. */
export function viewsInTheWay(
  views: readonly View[],
  operations: readonly Operation[],
  options: HoldOptions,
): readonly { readonly view: View; readonly operation: Operation }[] {
  return views.flatMap((view) => {
    const operation = operations.find(
      (op) => !op.kind.startsWith('rename') && holds(view, op, operations, options),
    );
    return operation === undefined ? [] : [{ view, operation }];
  });
}
