import pc from 'picocolors';

/** Colours for a terminal, or none. */
export type Style = ReturnType<typeof pc.createColors>;

export function styleFor(colour: boolean): Style {
  return pc.createColors(colour);
}

/** Rows as columns of equal width, two spaces apart, without trailing blanks. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, visibleLength(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - visibleLength(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** The length of a text as it shows, without the escapes of its colours. */
function visibleLength(text: string): number {
  // eslint-disable-next-line no-control-regex -- an escape is a control character
  return [...text.replace(/\u001b\[[0-9;]*m/g, '')].length;
}

/** A line of its own for each item, indented. */
export function indented(lines: readonly string[], by = 2): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}
