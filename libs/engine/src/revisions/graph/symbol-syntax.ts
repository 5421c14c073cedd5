/** A symbol taken apart: `branch@name`, `branch@name+N`, `branch@-N`; only the name of an absolute one is certain. */
export interface ParsedSymbol {
  /** What was typed. */
  readonly text: string;
  readonly branch?: string;
  /** An id, the beginning of one, a label, or one of `head`, `heads`, `base`; absent in `+N` and `-N`. */
  readonly name?: string;
  /** The number of a relative symbol with its sign; absent in an absolute one. */
  readonly steps?: number;
}

const RELATIVE = /^(?:(?<branch>[^@]*)@)?(?<name>[^@+\-:]+)?(?<steps>[+-]\d+)$/;

/**
 * Takes a symbol apart. What does not fit the grammar becomes a name, which then nothing has: `a+1foo` is no
 * relative symbol here, though Alembic accepts it.
 */
export function parseSymbol(text: string): ParsedSymbol {
  const { branch, name, steps } = RELATIVE.exec(text)?.groups ?? {};
  if (steps !== undefined) {
    // without `+ 0`, '-0' would be a zero that differs from zero
    return {
      text,
      ...(branch === undefined ? {} : { branch }),
      ...(name === undefined ? {} : { name }),
      steps: Number(steps) + 0,
    };
  }
  const at = text.indexOf('@');
  return at < 0 ? { text, name: text } : { text, branch: text.slice(0, at), name: text.slice(at + 1) };
}
