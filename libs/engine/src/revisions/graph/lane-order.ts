import { closure } from './closure';
import type { RevisionGraph } from './revision-graph';

/**
 * Sorts revisions so that each comes before its parents: the order of a downgrade; reversed, that of an upgrade.
 *
 * The rule is Alembic's. Lanes are the heads that are to do, in load order, and a cursor stands at the first. If
 * another lane leads down to the lane at the cursor, the cursor moves there. Otherwise the revision is next, and its
 * lane goes on with its first parent to do that is in no lane; further such parents become lanes at the end. A lane
 * without one is closed, and the cursor moves one to the left. So a line is followed down to where it branches off,
 * and a branch point waits until all its branches are done.
 *
 * @param todo the revisions to sort
 * @param heads where lanes begin; those that are not to do are left out. What is not below any of them follows last.
 */
export function laneOrder(
  graph: RevisionGraph,
  todo: ReadonlySet<string>,
  heads: readonly string[],
): readonly string[] {
  const order: string[] = [];
  const waits = new Waits(graph, todo);
  const lanes = new Lanes(graph.inLoadOrder(heads).filter((id) => todo.has(id)));
  while (order.length < todo.size) {
    if (lanes.isEmpty) lanes.open(graph.inLoadOrder(waits.free()));
    const candidate = lanes.current;
    if (candidate === undefined) break;
    if (waits.isBlocked(candidate)) {
      const above = waits.above(candidate);
      const isElsewhere = lanes.moveTo((id) => id !== candidate && above.has(id));
      if (!isElsewhere) lanes.openAndMove(graph.inLoadOrder(waits.free().filter((id) => above.has(id))));
      continue;
    }
    order.push(candidate);
    waits.finish(candidate);
    lanes.replaceCurrent(graph.parentsOf(candidate).filter((id) => waits.isPending(id) && !lanes.has(id)));
  }
  return order;
}

/** The lowest revision of each line that is being followed, and the cursor. */
class Lanes {
  private readonly lanes: string[];
  private readonly members: Set<string>;
  private cursor = 0;

  constructor(heads: readonly string[]) {
    this.lanes = [...heads];
    this.members = new Set(heads);
  }
  get isEmpty(): boolean {
    return this.lanes.length === 0;
  }
  get current(): string | undefined {
    return this.lanes[this.cursor];
  }
  has(id: string): boolean {
    return this.members.has(id);
  }
  open(ids: readonly string[]): void {
    for (const id of ids) {
      this.lanes.push(id);
      this.members.add(id);
    }
  }
  /** Moves to the first lane that fits, if there is one. */
  moveTo(fits: (id: string) => boolean): boolean {
    const index = this.lanes.findIndex(fits);
    if (index >= 0) this.cursor = index;
    return index >= 0;
  }
  openAndMove(ids: readonly string[]): void {
    this.cursor = this.lanes.length;
    this.open(ids);
  }
  replaceCurrent([first, ...others]: readonly string[]): void {
    const done = this.current;
    if (done !== undefined) this.members.delete(done);
    if (first === undefined) {
      this.lanes.splice(this.cursor, 1);
      this.cursor = Math.max(this.cursor - 1, 0);
      return;
    }
    this.lanes[this.cursor] = first;
    this.members.add(first);
    this.open(others);
  }
}

/** How many answers to `above` are kept: a cursor comes back to few branch points before one of them is done. */
const KEPT_ANSWERS = 16;

/**
 * Which revisions still wait for something above them. Revisions between two that are to do, though not to do
 * themselves (a range can leave them out), hold up what is below them as well.
 */
class Waits {
  private readonly pending: Set<string>;
  /** For each unfinished revision, how many unfinished ones lead directly to it. */
  private readonly counts = new Map<string, number>();
  private readonly answers = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly graph: RevisionGraph,
    todo: ReadonlySet<string>,
  ) {
    this.pending = new Set(todo);
    // Most often the end of a long history is to do: upwards it is near, and what is between lies wholly above.
    const above = closure(todo, graph.dependentsOf);
    const span = closure(todo, (id) => graph.requirementsOf(id).filter((next) => above.has(next)));
    for (const id of span) this.counts.set(id, 0);
    for (const id of span) {
      for (const parent of graph.requirementsOf(id)) {
        const count = this.counts.get(parent);
        if (count !== undefined) this.counts.set(parent, count + 1);
      }
    }
    const done = [...span].filter((id) => this.counts.get(id) === 0 && !todo.has(id));
    for (const id of done) this.release(id);
  }
  isPending(id: string): boolean {
    return this.pending.has(id);
  }
  isBlocked(id: string): boolean {
    return (this.counts.get(id) ?? 0) > 0;
  }
  /** What is to do and waits for nothing. */
  free(): readonly string[] {
    return [...this.pending].filter((id) => !this.isBlocked(id));
  }
  /**
   * What a revision waits for, itself included, and perhaps some that are finished: an answer that was given once
   * stays good, because nothing unfinished ever joins it.
   */
  above(id: string): ReadonlySet<string> {
    const kept = this.answers.get(id);
    if (kept !== undefined) return kept;
    const [oldest] = this.answers.keys();
    if (oldest !== undefined && this.answers.size === KEPT_ANSWERS) this.answers.delete(oldest);
    const above = closure([id], (next) => this.graph.dependentsOf(next).filter((up) => this.counts.has(up)));
    this.answers.set(id, above);
    return above;
  }
  finish(id: string): void {
    this.pending.delete(id);
    this.release(id);
  }
  private release(id: string): void {
    const released = [id];
    for (let next = released.pop(); next !== undefined; next = released.pop()) {
      this.counts.delete(next);
      for (const parent of this.graph.requirementsOf(next)) {
        const count = this.counts.get(parent);
        if (count === undefined) continue;
        this.counts.set(parent, count - 1);
        if (count === 1 && !this.pending.has(parent)) released.push(parent);
      }
    }
  }
}
