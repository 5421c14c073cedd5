/** How a statement is called on the server, and whether the server has parsed it under that name already. */
export interface StatementName {
  readonly name: string;
  readonly isParsed: boolean;
}

/** The unnamed statement, which the next one takes the place of. */
export const UNNAMED: StatementName = { name: '', isParsed: false };

/**
 * The statements that the server process of a session keeps parsed, by their text (manual, 54.2.3): to parse and analyse the
 * bookkeeping of a revision takes the server longer than to run it.
 */
export class PreparedNames {
  readonly #names = new Map<string, string>();
  #count = 0;

  /** The name of a text that is about to be sent; what is sent after it may count on the name. */
  take(sql: string): StatementName {
    const known = this.#names.get(sql);
    if (known !== undefined) return { name: known, isParsed: true };
    this.#count += 1;
    const name = `plumbline_${this.#count}`;
    this.#names.set(sql, name);
    return { name, isParsed: false };
  }

  /** Nobody knows any more what the server has; no name is given twice, so that none can be in the way. */
  forget(): void {
    this.#names.clear();
  }
}
