/** What stands between the verb and the kind of object that it is about. */
const BETWEEN =
  /^(?:OR|REPLACE|UNIQUE|GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|RECURSIVE|VIRTUAL|FOREIGN|CONSTRAINT|MATERIALIZED|ON)$/;
const OF_OBJECTS: readonly string[] = ['CREATE', 'ALTER', 'DROP', 'COMMENT', 'REFRESH'];

/** What a statement does, in the words of SQL and without any name: `CREATE TABLE`, `INSERT`. */
export function statementKind(sql: string): string {
  const words =
    withoutComments(sql)
      .toUpperCase()
      .match(/[A-Z]+/g) ?? [];
  const [verb = 'statement', ...others] = words;
  if (!OF_OBJECTS.includes(verb)) return verb;
  const object = others.find((word) => !BETWEEN.test(word));
  return object === undefined ? verb : `${verb} ${object}`;
}

function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)+/, '');
}
