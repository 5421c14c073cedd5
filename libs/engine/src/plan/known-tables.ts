import { displayName, nameOf, type QualifiedName } from '../model/schema';
import type { Operation } from '../operations/operation';

/** The tables of a run: which are new, and how those that are renamed were called before. */
export class KnownTables {
  readonly #created = new Set<string>();
  readonly #before = new Map<string, QualifiedName>();
  readonly #seen = new Map<string, QualifiedName>();

  /** To be told of an operation before it is looked at. */
  create(op: Operation): void {
    if (op.kind === 'createTable') this.#created.add(displayName(op.table));
  }

  /** To be told of an operation after it was looked at. */
  rename(op: Operation): void {
    if (op.kind !== 'renameTable') return;
    const [from, to] = [displayName(op.from), displayName(op.to)];
    if (this.#created.delete(from)) this.#created.add(to);
    else this.#before.set(to, this.#before.get(from) ?? op.from);
  }

  /** Whether the table was there before the run. */
  isOld(table: QualifiedName): boolean {
    return !this.#created.has(displayName(table));
  }

  /** The name of an old table before the run. */
  nameBefore(table: QualifiedName): string {
    const before = nameOf(this.#before.get(displayName(table)) ?? table);
    this.#seen.set(displayName(before), before);
    return displayName(before);
  }

  /** The tables that were asked for, as they are called before the run. */
  get seen(): readonly QualifiedName[] {
    return [...this.#seen.values()];
  }
}
