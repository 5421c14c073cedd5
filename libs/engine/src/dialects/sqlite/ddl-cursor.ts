import { PlumblineError } from '../../errors/plumbline-error';
import { significantTokens, type Token } from './ddl-tokenizer';
import { unquote } from './quoting';

/** A stretch of a text, from the first to after the last UTF-16 unit. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Walks over the tokens of a definition that mean something. A text that SQLite would refuse ends in an `internal` error. */
export class DdlCursor {
  private readonly tokens: readonly Token[];
  /** The tokens in upper case; empty for what is quoted, which is never a word of the language. */
  private readonly words: readonly string[];
  private index = 0;

  constructor(readonly text: string) {
    this.tokens = significantTokens(text);
    this.words = this.tokens.map(({ kind, text: word }) =>
      kind === 'quoted' || kind === 'string' ? '' : word.toUpperCase(),
    );
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.index + ahead];
  }
  next(): Token {
    const token = this.peek();
    if (token === undefined) throw this.unexpected('the end');
    this.index += 1;
    return token;
  }
  /** Where the token before the cursor ends. */
  get end(): number {
    return this.tokens[this.index - 1]?.end ?? 0;
  }
  /** Where the token at the cursor begins. */
  get start(): number {
    return this.peek()?.start ?? this.text.length;
  }
  /** The coming token in upper case; empty where none comes, or something quoted. */
  get word(): string {
    return this.words[this.index] ?? '';
  }
  /** Whether the coming tokens are these words or signs, in any case. */
  at(...words: readonly string[]): boolean {
    for (let ahead = 0; ahead < words.length; ahead += 1)
      if (this.words[this.index + ahead] !== words[ahead]) return false;
    return true;
  }
  /** Passes over these words if they come. */
  take(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false;
    this.index += words.length;
    return true;
  }
  expect(...words: readonly string[]): void {
    if (!this.take(...words)) throw this.unexpected(words.join(' '));
  }
  /** A name, quoted or not. */
  name(): string {
    const token = this.next();
    if (token.kind !== 'word' && token.kind !== 'quoted' && token.kind !== 'string') {
      throw this.unexpected('a name');
    }
    return unquote(token.text);
  }
  /** `( … )` with all that is balanced in it; the span of what is inside. */
  parenthesised(): Span {
    this.expect('(');
    const { end: start } = this;
    for (let depth = 1; ;) {
      const token = this.next();
      if (token.text === '(') depth += 1;
      else if (token.text === ')') depth -= 1;
      if (depth === 0) return { start, end: token.start };
    }
  }
  slice({ start, end }: Span): string {
    return this.text.slice(start, end);
  }
  unexpected(wanted: string): PlumblineError {
    const found = this.peek()?.text ?? 'the end';
    return new PlumblineError('internal', {
      message: `the definition of an object could not be read: ${wanted} was expected where '${found}' stands`,
    });
  }
}
