import type { Step } from '../../dialect/dialect';
import type { LockTaken, StatementEffects } from '../../dialect/effects';
import { nameOf, type QualifiedName } from '../../model/schema';
import type { Operation } from '../../operations/operation';
import { significantTokens } from './ddl-tokenizer';
import { unquote } from './quoting';

/** There is one lock for all writers (sqlite.org/lockingv3.html); readers go on until the commit, with WAL through it. */
const WRITE_LOCK: LockTaken = { mode: 'write lock', strength: 1, blocks: ['writes', 'schema changes'] };
const READS: ReadonlySet<string> = new Set(['SELECT', 'PRAGMA', 'EXPLAIN', 'VALUES', 'ANALYZE']);

/** What a statement of a step does to tables in use. */
export function effectsOf(step: Step, sql: string): StatementEffects {
  if (step.kind === 'backfill') {
    const table = { name: step.backfill.table.name };
    return { locks: [WRITE_LOCK], rewrites: [], scans: [table], isOpaque: false };
  }
  const words = wordsOf(sql);
  const isCode = step.kind === 'run';
  return {
    locks: isCode || READS.has(words[0]?.toUpperCase() ?? '') ? [] : [WRITE_LOCK],
    rewrites: step.kind === 'tableChange' ? rewrittenBy(words, step.table) : [],
    scans: isCode ? [] : scannedBy(words, step.operations),
    isOpaque: isCode,
  };
}

/** A rebuild copies every row; DROP COLUMN writes every row anew (sqlite.org/lang_altertable.html#altertabdropcol). */
function rewrittenBy(words: readonly string[], table: string): readonly QualifiedName[] {
  const text = words.slice(0, 6).join(' ').toUpperCase();
  const isCopy = text.startsWith('INSERT INTO PLUMBLINE_NEW_');
  return isCopy || (text.startsWith('ALTER TABLE') && words.some((word) => /^drop$/i.test(word)))
    ? [{ name: table }]
    : [];
}

function scannedBy(words: readonly string[], operations: readonly Operation[]): readonly QualifiedName[] {
  const [first = '', second = ''] = words.map((word) => word.toUpperCase());
  if (first === 'CREATE' && (second === 'INDEX' || second === 'UNIQUE')) {
    const index = operations.find((op) => op.kind === 'createIndex');
    return index === undefined ? after(words, 'ON') : [nameOf({ name: index.table.name })];
  }
  if (first === 'UPDATE') return after(words, second === 'OR' ? words[2] : 'UPDATE');
  return first === 'DELETE' ? after(words, 'FROM') : [];
}

/** The name after a word. */
function after(words: readonly string[], word = ''): readonly QualifiedName[] {
  const at = words.findIndex((one) => one.toUpperCase() === word.toUpperCase());
  const name = words[at + 1];
  // SQLite's own tables are small and nobody's.
  return at === -1 || name === undefined || /^sqlite_/i.test(name) ? [] : [{ name }];
}

function wordsOf(sql: string): readonly string[] {
  return significantTokens(sql)
    .filter(({ kind }) => kind === 'word' || kind === 'quoted')
    .map(({ text }) => unquote(text));
}
