/** A node of the drawing: what it is called below, and what stands beside it. */
export interface GraphNode {
  readonly id: string;
  readonly parents: readonly string[];
  readonly text: string;
  /** Lines below the text, beside the lines of the graph. */
  readonly details?: readonly string[];
}

/**
 * Draws a graph as `git log --graph` does: a column for each line of revisions that is open, `*` for a node.
 *
 * @param nodes children before their parents
 * @returns lines without trailing blanks
 */
export function drawGraph(nodes: readonly GraphNode[]): string[] {
  const shown = new Set(nodes.map(({ id }) => id));
  const lanes: string[] = [];
  const lines: string[] = [];
  const draw = (cells: readonly (readonly [column: number, mark: string])[], text = ''): void => {
    const row: string[] = [];
    for (const [column, mark] of cells) row[column] = mark;
    lines.push(`${Array.from(row, (mark: string | undefined) => mark ?? ' ').join('')}${text}`.trimEnd());
  };
  for (const node of nodes) {
    if (!lanes.includes(node.id)) lanes.push(node.id);
    const lane = lanes.indexOf(node.id);
    joinTwins(lanes, lane, draw);
    draw(
      lanes.map((_, at) => [2 * at, at === lane ? '*' : '|']),
      `${' '.repeat(2)}${node.text}`,
    );
    const [first, ...rest] = node.parents.filter((parent) => shown.has(parent));
    for (const detail of node.details ?? []) {
      const open = lanes.flatMap((_, at) =>
        at === lane && first === undefined ? [] : [[2 * at, '|'] as const],
      );
      draw(open, ' '.repeat(2 * lanes.length - lastColumn(open)) + detail);
    }
    if (first === undefined) {
      lanes.splice(lane, 1);
      if (lane < lanes.length) draw(shiftedLeft(lanes.length + 1, lane, lane));
      continue;
    }
    lanes[lane] = first;
    for (const parent of [...rest].reverse()) {
      draw(lanes.flatMap((_, at) => openedRight(at, lane)));
      lanes.splice(lane + 1, 0, parent);
    }
  }
  return lines;
}

/** The column of the last mark; -1 where there is none. */
function lastColumn(cells: readonly (readonly [column: number, mark: string])[]): number {
  return cells.at(-1)?.[0] ?? -1;
}

type Draw = (cells: readonly (readonly [number, string])[]) => void;

/** Lanes that wait for the same node become one, the rightmost first; each crosses what lies between. */
function joinTwins(lanes: string[], lane: number, draw: Draw): void {
  for (
    let twin = lanes.lastIndexOf(lanes[lane] ?? '');
    twin > lane;
    twin = lanes.lastIndexOf(lanes[lane] ?? '')
  ) {
    draw(shiftedLeft(lanes.length, twin));
    lanes.splice(twin, 1);
    for (let at = twin - 1; at > lane; at--) {
      draw([...lanes.map((_, one) => [2 * one, '|'] as const), [2 * at - 1, '/']]);
    }
  }
}

/** Lanes from `from` on move one column to the left; the lane `gone` is not there any more. */
function shiftedLeft(count: number, from: number, gone?: number): (readonly [number, string])[] {
  return Array.from({ length: count }, (_, at) => at)
    .filter((at) => at !== gone)
    .map((at) => (at < from ? [2 * at, '|'] : [2 * at - 1, '/']));
}

/** A lane opens right of `lane`, and those beyond make room. */
function openedRight(at: number, lane: number): (readonly [number, string])[] {
  if (at < lane) return [[2 * at, '|']];
  if (at === lane)
    return [
      [2 * at, '|'],
      [2 * at + 1, '\\'],
    ];
  return [[2 * at + 1, '\\']];
}
