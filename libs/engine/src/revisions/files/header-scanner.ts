import { PlumblineError } from '../../errors/plumbline-error';
import { positionAt, type TextPosition } from './text-position';
import { scanString, skipComment, skipWhitespace } from './token-scanner';

/** What a constant of a header may be. */
export type HeaderValue = null | string | readonly string[];

type Constant = 'revision' | 'downRevision' | 'branchLabels' | 'dependsOn' | 'transaction';
const CONSTANTS: readonly string[] = ['revision', 'downRevision', 'branchLabels', 'dependsOn', 'transaction'];

const SLASH = 47;
const WORD = /[A-Za-z_$][\w$]*/y;
/** What neither ends an import or an annotation nor begins a comment or a string in it. */
const NAMES = /[\w\s{},*]*/y;
const TYPES = /[\w \t[\]|]*/y;

/**
 * Reads the leading part of a revision file: comments, directives, imports, and `export const NAME = …;` with
 * strings, `null` and arrays of strings. It ends at the first statement of another kind, most often the function
 * `upgrade`. One pass, no backtracking.
 */
export class HeaderScanner {
  /** Where the scan stands: in the end, where the header ends. */
  end = 0;
  /** The first comment that begins with two stars, if it stands before the first constant. */
  docComment: string | undefined;
  /** The offset of that comment. */
  docCommentAt = 0;
  /** The offset after the last character that was looked at. */
  private furthest = 0;
  private readonly found = new Map<Constant, { readonly value: HeaderValue; readonly at: number }>();

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    if (text.charCodeAt(0) === 0xfeff) this.end = 1;
  }

  scan(): ReadonlyMap<Constant, { readonly value: HeaderValue; readonly at: number }> {
    while (this.found.size < CONSTANTS.length && this.statement());
    return this.found;
  }

  /** Whether nothing that may follow the scanned text could change what was read: the end of the text was not seen. */
  get isComplete(): boolean {
    return this.furthest < this.text.length;
  }

  position(offset: number): TextPosition {
    return positionAt(this.text, offset);
  }

  problem(offset: number, reason: string): PlumblineError<'invalid-revision-file'> {
    return new PlumblineError('invalid-revision-file', {
      file: this.file,
      ...this.position(offset),
      reason: `Line ${this.position(offset).line}: ${reason}.`,
    });
  }

  /** Reads one statement; false, with the place unmoved, where the header has ended. */
  private statement(): boolean {
    this.skip();
    const start = this.end;
    const first = this.text[start];
    if (first === ';') this.end++;
    else if (first === "'" || first === '"') this.directive();
    else if (first === undefined) return false;
    else {
      const word = this.word();
      if (word === 'import') return this.importStatement(start);
      if (word === 'export') return this.exportStatement(start);
      this.end = start;
      return false;
    }
    return true;
  }

  private directive(): void {
    this.string();
    this.skip();
    if (this.text[this.end] === ';') this.end++;
  }

  /** `import … 'module';` to the string that names the module; its braces hold no string but in `with { … }`. */
  private importStatement(start: number): boolean {
    for (;;) {
      this.pass(NAMES);
      if (this.text.charCodeAt(this.end) === SLASH) this.skip();
      const char = this.text[this.end];
      if (char === undefined) throw this.problem(start, 'the import does not end');
      if (char === "'" || char === '"') break;
      if (char === '(' || char === '.' || char === '=') {
        // import(…), import.meta, import x = require(…): not part of a header.
        this.end = start;
        return false;
      }
      this.end++;
    }
    this.string();
    this.skip();
    const afterModule = this.end;
    if (this.word() === 'with') {
      const close = this.text.indexOf('}', this.end);
      if (close === -1) throw this.problem(start, 'the import does not end');
      this.end = close + 1;
    } else this.end = afterModule;
    return true;
  }

  private exportStatement(start: number): boolean {
    this.skip();
    const keyword = this.word();
    this.skip();
    const at = this.end;
    const name = this.word();
    if (keyword === '' || name === '' || !CONSTANTS.includes(name)) {
      this.end = start;
      return false;
    }
    if (keyword !== 'const')
      throw this.problem(start, `${name} must be a constant: export const ${name} = …;`);
    const constant = name as Constant;
    if (this.found.has(constant)) throw this.problem(at, `${name} is declared twice`);
    this.annotation(name);
    this.skip();
    const valueAt = this.end;
    const value = this.value(name);
    this.found.set(constant, { value, at: valueAt });
    this.afterValue(name);
    return true;
  }

  /** `: string | null` and the like, up to the sign `=`. */
  private annotation(name: string): void {
    this.skip();
    if (this.text[this.end] === ':') {
      for (this.end++; ; this.end++) {
        this.pass(TYPES);
        this.skip();
        const char = this.text[this.end];
        if (char === undefined || char === ';' || char === '(') throw this.unreadable(name);
        if (char === '=') break;
        if (char === "'" || char === '"') {
          this.string();
          this.end--;
        }
      }
    }
    if (this.text[this.end] !== '=') throw this.unreadable(name);
    this.end++;
  }

  private value(name: string): HeaderValue {
    const char = this.text[this.end];
    if (char === "'" || char === '"' || char === '`') return this.string();
    if (char === '[') return this.array(name);
    const at = this.end;
    if (this.word() === 'null') return null;
    this.end = at;
    throw this.unreadable(name);
  }

  private array(name: string): readonly string[] {
    const values: string[] = [];
    this.end++;
    for (;;) {
      this.skip();
      const char = this.text[this.end];
      if (char === ']') break;
      if (char !== "'" && char !== '"' && char !== '`') throw this.unreadable(name);
      values.push(this.string());
      this.skip();
      if (this.text[this.end] === ',') this.end++;
      else if (this.text[this.end] !== ']') throw this.unreadable(name);
    }
    this.end++;
    return values;
  }

  /** `as const`, `as string[]`, `satisfies …`, and the end of the statement: `;`, a line's end, or the file's. */
  private afterValue(name: string): void {
    for (;;) {
      const before = this.end;
      this.skip();
      const at = this.end;
      const char = this.text[at];
      if (char === ';' || char === undefined) {
        this.end++;
        return;
      }
      const word = this.word();
      if (word === 'as' || word === 'satisfies') {
        this.typeAfter(name);
        continue;
      }
      // Without a semicolon the next statement begins on a line of its own, and with a word.
      if (word === '' || !/[\n\r\u2028\u2029]/.test(this.text.slice(before, at))) throw this.unreadable(name);
      this.end = at;
      return;
    }
  }

  /** A type of words, `|`, `[]`, `<>` and literals: `const`, `readonly string[] | null`. */
  private typeAfter(name: string): void {
    for (;;) {
      this.skip();
      const char = this.text[this.end];
      if (char === "'" || char === '"') this.string();
      else if (this.word() === '') throw this.unreadable(name);
      const end = this.end;
      const inner = /[ \t]*(?:\[\][ \t]*)*/y;
      inner.lastIndex = end;
      inner.exec(this.text);
      this.end = inner.lastIndex;
      if (this.text[this.end] === '|') {
        this.end++;
        continue;
      }
      const previous = this.text.slice(end - 8, end);
      if (previous === 'readonly') continue;
      return;
    }
  }

  private unreadable(name: string): PlumblineError {
    return this.problem(
      this.end,
      `${name} cannot be read without executing the file; write a string, null or an array of strings`,
    );
  }

  private pass(plain: RegExp): void {
    plain.lastIndex = this.end;
    if (plain.test(this.text)) this.end = plain.lastIndex;
  }

  private word(): string {
    const start = this.end;
    WORD.lastIndex = start;
    const isWord = WORD.test(this.text);
    if (isWord) this.end = WORD.lastIndex;
    this.furthest = Math.max(this.furthest, this.end + 1);
    return this.text.slice(start, this.end);
  }

  private string(): string {
    const scanned = scanString(this.text, this.end);
    if (typeof scanned === 'string') throw this.problem(this.end, scanned);
    this.end = scanned.end;
    return scanned.value;
  }

  /** Space and comments; the first doc comment before a constant is kept. */
  private skip(): void {
    for (;;) {
      this.end = skipWhitespace(this.text, this.end);
      // Two characters tell whether a comment begins.
      this.furthest = Math.max(this.furthest, this.end + 2);
      const after = skipComment(this.text, this.end);
      if (after === undefined) return;
      if (after === -1) throw this.problem(this.end, 'the comment does not end');
      if (this.docComment === undefined && this.found.size === 0 && this.text.startsWith('/**', this.end)) {
        // `/**/` is an empty comment, not the beginning of one.
        if (after - this.end > 4) {
          this.docComment = this.text.slice(this.end, after);
          this.docCommentAt = this.end;
        }
      }
      this.end = after;
    }
  }
}
