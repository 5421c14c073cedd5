import { byText } from '../kernel/ordering';
import { displayName, type View } from '../model/schema';
import { readsFrom } from '../model/sql-text';

/**
 * Views in an order in which each can be created: after those that it reads, by name where nothing else decides. Where two
 * seem to read each other, one of the texts names a column or a common table expression like the other view.
 */
export function orderViews(views: readonly View[]): readonly View[] {
  const waiting = new Set([...views].sort(byText(displayName)));
  const blockers = new Map(
    [...waiting].map((view) => [view, views.filter((other) => other !== view && reads(view, other))]),
  );
  const ordered: View[] = [];
  while (waiting.size > 0) {
    const blocked = (view: View): number =>
      (blockers.get(view) ?? []).filter((other) => waiting.has(other)).length;
    const [first, ...rest] = [...waiting];
    if (first === undefined) break;
    const next = rest.reduce((best, view) => (blocked(view) < blocked(best) ? view : best), first);
    waiting.delete(next);
    ordered.push(next);
  }
  return ordered;
}

function reads({ definition }: View, other: View): boolean {
  return readsFrom(definition, other);
}
