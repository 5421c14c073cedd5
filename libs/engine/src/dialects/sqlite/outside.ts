import { leadingWords, partStatements, type SqlStatement, type SqlToken } from '../../dialect/sql-statements';
import { significantTokens, type Token } from './ddl-tokenizer';

/** The statements of a text, as their tokens. */
export function statementsOf(sql: string): readonly SqlStatement[] {
  return partStatements(significantTokens(sql).map(tokenOf));
}

function tokenOf({ kind, text }: Token): SqlToken {
  if (kind === 'word') return { kind, text };
  if (kind === 'quoted') return { kind: 'name', text: text.slice(1, -1) };
  return { kind: kind === 'string' || kind === 'blob' ? 'string' : 'symbol', text };
}

/** What SQLite refuses in a transaction (sqlite.org/lang_vacuum.html). */
export function refusesTransaction(sql: string): boolean {
  return statementsOf(sql).some((statement) => leadingWords(statement, 1)[0] === 'VACUUM');
}

/** What does nothing, or something else, in a transaction: several pragmas, and what opens and closes files. */
export function runsOutside(sql: string): boolean {
  return (
    refusesTransaction(sql) ||
    statementsOf(sql).some((statement) =>
      /^(?:ATTACH|DETACH|PRAGMA)$/.test(leadingWords(statement, 1).join()),
    )
  );
}

/** Foreign keys are switched off around each revision; in a transaction the pragma does nothing, and outside harm. */
export function objection(statement: SqlStatement): string | undefined {
  const [pragma, name, dot, qualified] = statement.map(({ text }) => text.toLowerCase());
  const setting = dot === '.' ? qualified : name;
  const assigns = statement.some(({ text }) => text === '=' || text === '(');
  return pragma === 'pragma' && setting === 'foreign_keys' && assigns
    ? 'PRAGMA foreign_keys does nothing inside a transaction. Each revision runs with foreign keys off and is committed only when no row points nowhere.'
    : undefined;
}
