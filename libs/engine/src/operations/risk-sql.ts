import type { Risk } from './risk';

/** The statements by which tables, columns and rows go, at the beginning of a text or after a semicolon. */
const DESTROYS =
  /(?:^|;)\s*(?:(?:--[^\n]*\n|\/\*[^]*?\*\/)\s*)*(?:drop\s+(?:table|schema|materialized\s+view)\b|truncate\b|delete\s+from\b|alter\s+table\b[^;]*\bdrop\s+(?!constraint\b|not\b|default\b|identity\b|expression\b))/i;

/** The risk of SQL by hand, by its first words: it is not looked into further, and what it may do is a guess. */
export function riskOfSql(sql: string): Risk {
  return DESTROYS.test(sql)
    ? { level: 'data loss', reason: 'SQL by which rows, columns or tables go' }
    : { level: 'lock', reason: 'SQL as it stands is not looked into' };
}
