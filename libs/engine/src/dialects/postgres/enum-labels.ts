export interface LabelChange {
  readonly mapping: ReadonlyMap<string, string>;
  /** The labels that there are afterwards. */
  readonly labels: readonly string[];
  /** Whether the text is an array (`{a,"b c"}`) of labels. */
  readonly isList: boolean;
}

/** Maps the label, or the labels of an array, in the text of a constant; `undefined` where one is gone. */
export function mapLabels(text: string, change: LabelChange): string | undefined {
  const old = change.isList ? parseArray(text) : [text];
  if (old === undefined) return text;
  const mapped = old.map((label) => (label === null ? null : (change.mapping.get(label) ?? label)));
  if (!mapped.every((label) => label === null || change.labels.includes(label))) return undefined;
  return change.isList ? renderArray(mapped) : (mapped[0] ?? undefined);
}

/** Reads a one-dimensional array constant (manual, 8.15.6); `undefined` for what is none. */
export function parseArray(text: string): readonly (string | null)[] | undefined {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined || body.startsWith('{')) return undefined;
  if (body.trim() === '') return [];
  const element = /\s*(?:"((?:[^"\\]|\\.)*)"|([^",{}]+?))\s*(?:,|$)/gsy;
  const values: (string | null)[] = [];
  while (element.lastIndex < body.length) {
    const match = element.exec(body);
    if (!match) return undefined;
    const [, quoted, bare = ''] = match;
    const value = quoted ?? bare;
    values.push(quoted === undefined && /^null$/i.test(value) ? null : value.replace(/\\(.)/gs, '$1'));
  }
  return values;
}

/** Writes an array constant, quoted where the server would. */
export function renderArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : renderElement(value))).join(',')}}`;
}

function renderElement(value: string): string {
  if (/^[^\s"\\,{}]+$/.test(value) && !/^null$/i.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
