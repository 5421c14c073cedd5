import fc from 'fast-check';
import { maskLiterals, tokenise } from './ddl-tokenizer';

const kinds = (sql: string) => tokenise(sql).map(({ kind, text }) => `${kind} ${text}`);

/** Pieces from which texts are made that come near to SQL, unclosed quotes and comments among them. */
const pieces = fc.constantFrom(
  ...["'", "''", '"', '`', '[', ']', '--', '/*', '*/', '\n', ' ', "x'0f'", '1.5e3', '0xFF', '.5'],
  ...['a', '"a""b"', '`', 'é', '$1', '?2', ':x', '->>', '||', '<=', '(', ')', ',', '\\', '\0', '{', '😀'],
);

describe('tokenise', () => {
  it('gives tokens that joined are the text, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((p) => p.join('')),
        ),
        (sql) => {
          const tokens = tokenise(sql);
          expect(tokens.map(({ text }) => text).join('')).toBe(sql);
          expect(tokens.every(({ text, start, end }) => text !== '' && sql.slice(start, end) === text)).toBe(
            true,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows the four ways of quoting, with quotes inside', () => {
    expect(kinds(`"a""b"[c"d]\`e\`\`f\`'g''h'`)).toEqual([
      'quoted "a""b"',
      'quoted [c"d]',
      'quoted `e``f`',
      "string 'g''h'",
    ]);
  });

  it('knows comments, also one that is not closed', () => {
    expect(kinds("a--'b\nc/*'*/d/* e")).toEqual([
      'word a',
      "comment --'b",
      'space \n',
      'word c',
      "comment /*'*/",
      'word d',
      'comment /* e',
    ]);
  });

  it('tells blobs and numbers from words', () => {
    expect(kinds("x'0f' xyz 1.5e-3 0xFF")).toEqual([
      "blob x'0f'",
      'space  ',
      'word xyz',
      'space  ',
      'number 1.5e-3',
      'space  ',
      'number 0xFF',
    ]);
  });
});

describe('maskLiterals', () => {
  it('hides values, and keeps the sizes of types', () => {
    expect(maskLiterals("INSERT INTO t VALUES ('secret', 42, x'00')")).toBe('INSERT INTO t VALUES (?, ?, ?)');
    expect(maskLiterals("CREATE TABLE t (a varchar(20) DEFAULT 'secret')")).toBe(
      'CREATE TABLE t (a varchar(20) DEFAULT ?)',
    );
  });

  it('hides a literal that is not closed', () => {
    expect(maskLiterals("SELECT 'sec")).not.toContain("'");
  });
});
