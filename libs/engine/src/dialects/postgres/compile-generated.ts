import { isSame } from '../../kernel/same';
import type { Column, QualifiedName } from '../../model/schema';
import { compact } from './compact';
import { columnComment, columnDefinition } from './compile-columns';
import { quote, quoteCode, quoteName, quoteText, truncateName } from './quoting';

interface GeneratedChange {
  readonly statements: readonly string[];
  /** Whether nothing is left to change. */
  readonly isComplete: boolean;
}

/**
 * What concerns the generation of a column, or `undefined` where that stays.
 *
 * This is the one place where a column is dropped and added again: PostgreSQL has no other way to make a column
 * generated, or a stored one virtual, or (before 17) to change an expression. Nothing is lost by it that its
 * expression does not give again; only a plain column that becomes generated loses its own values, which is what was
 * asked for.
 */
export function changeGenerated(table: QualifiedName, from: Column, to: Column): GeneratedChange | undefined {
  if (isSame(from.generated, to.generated)) return undefined;
  if (to.generated === undefined) return { statements: keepValues(table, from), isComplete: false };
  if (from.generated?.stored === to.generated.stored && isSameBut(from, to)) {
    const comment = from.comment === to.comment ? [] : [columnComment(table, to)];
    return { statements: [setExpression(table, to), ...comment], isComplete: true };
  }
  return { statements: recreateGenerated(table, to), isComplete: true };
}

/** Whether two generated columns differ in nothing but the expression and the comment. */
function isSameBut(from: Column, to: Column): boolean {
  return isSame(
    { ...from, generated: undefined, comment: undefined },
    { ...to, generated: undefined, comment: undefined },
  );
}

/** Makes a generated column plain; its values stay. DROP EXPRESSION is for stored ones only (manual, ALTER TABLE). */
function keepValues(table: QualifiedName, from: Column): readonly string[] {
  const alter = `ALTER TABLE ${quoteName(table)}`;
  const column = quote(from.name);
  if (from.generated?.stored === true) return [`${alter} ALTER COLUMN ${column} DROP EXPRESSION`];
  const plain = compact({ ...from, generated: undefined });
  const aside = quote(`${truncateName(from.name, 59)}_old`);
  return [
    `${alter} RENAME COLUMN ${column} TO ${aside}`,
    `${alter} ADD COLUMN ${columnDefinition({ ...plain, nullable: true })}`,
    `UPDATE ${quoteName(table)} SET ${column} = ${aside}`,
    ...(from.nullable === true ? [] : [`${alter} ALTER COLUMN ${column} SET NOT NULL`]),
    `${alter} DROP COLUMN ${aside}`,
    ...(from.comment === undefined ? [] : [columnComment(table, from)]),
  ];
}

/** Drops the column and adds it as it is to be. */
export function recreateGenerated(table: QualifiedName, to: Column): readonly string[] {
  return [
    `ALTER TABLE ${quoteName(table)} DROP COLUMN ${quote(to.name)}, ADD COLUMN ${columnDefinition(to)}`,
    ...(to.comment === undefined ? [] : [columnComment(table, to)]),
  ];
}

/**
 * SET EXPRESSION where the server has it (17 and later), else dropped and added again. The plan asks no server, so the
 * statement asks. Before 17 it refuses where an index or a constraint would go with the column unseen.
 */
function setExpression(table: QualifiedName, to: Column): string {
  const name = quoteText(quoteName(table));
  const set = `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quote(to.name)} SET EXPRESSION AS (${to.generated?.expression ?? ''})`;
  const again = recreateGenerated(table, to).map((statement) => `    EXECUTE ${quoteText(statement)};`);
  return `DO ${quoteCode(`BEGIN
  IF current_setting('server_version_num')::int >= 170000 THEN
    EXECUTE ${quoteText(set)};
  ELSE
    IF EXISTS (SELECT FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.refclassid = 'pg_class'::regclass AND a.attrelid = ${name}::regclass
                  AND a.attname = ${quoteText(to.name)}
                  AND d.classid IN ('pg_class'::regclass, 'pg_constraint'::regclass)) THEN
      RAISE EXCEPTION 'Drop the indexes and constraints of the generated column first: before PostgreSQL 17 it is made anew.';
    END IF;
${again.join('\n')}
  END IF;
END`)}`;
}
