import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineOfTables, tableSql } from './histories.mjs';
import { createProject } from './project.mjs';

const PEERS = join(dirname(fileURLToPath(import.meta.url)), '../peers');

/**
 * One history of small revisions, as each of the runners wants it.
 *
 * @param {string} bin the command of the compiled engine
 * @param {number} count
 */
export function createRunners(bin, count) {
  const project = createProject(bin, lineOfTables(count));
  const folder = mkdtempSync(join(dirname(bin), '../../migrations-'));
  const migrations = join(folder, 'typeorm');
  const script = join(folder, 'sql.json');
  const scriptOf = (mode) => join(folder, `${mode}.sql`);
  mkdirSync(migrations);
  const all = Array.from({ length: count }, (_, index) => tableSql(index));
  writeFileSync(script, JSON.stringify(all.map(({ up }) => up)));
  for (const mode of MODES) {
    writeFileSync(
      scriptOf(mode),
      scriptText(
        all.map(({ up }) => up),
        mode,
      ),
    );
  }
  all.forEach((sql, index) => writeMigration(migrations, index, sql));
  return {
    folder,
    plumbline: (url, mode) => ({
      words: [bin, 'upgrade', '--transaction', mode],
      cwd: project.folder,
      variables: { DATABASE_URL: url },
    }),
    typeorm: (url, mode) => ({ words: [join(PEERS, 'typeorm.cjs'), url, migrations, mode] }),
    shell: (url, mode) => shell(url, scriptOf(mode)),
    plainRead: (url) => ({ words: [join(PEERS, 'plain.cjs'), 'read', url] }),
    plainVerify: (url) => ({
      words: [join(PEERS, 'plain.cjs'), 'verify', url, join(project.folder, 'versions')],
    }),
    plainApply: (url, mode) => ({ words: [join(PEERS, 'plain.cjs'), mode, url, script] }),
    remove: () => {
      project.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How a run is parted into transactions: one for each revision, one for all of them, or none. */
export const MODES = ['each', 'all', 'none'];

/** What somebody would run by hand: the same statements, with a note of each. */
function scriptText(statements, mode) {
  const within = (lines) => ['BEGIN', ...lines, 'COMMIT'];
  const noted = statements.map((sql, index) => [sql, `INSERT INTO version (id) VALUES (${index})`]);
  const lines =
    mode === 'each' ? noted.flatMap(within) : mode === 'all' ? within(noted.flat()) : noted.flat();
  return ['CREATE TABLE version (id integer NOT NULL)', ...lines].map((line) => `${line};\n`).join('');
}

/** The database's own shell, running a script. */
export function shell(url, script) {
  return url.startsWith('sqlite:')
    ? { program: 'sqlite3', words: ['-bail', url.replace('sqlite:///', ''), `.read ${script}`] }
    : { program: 'psql', words: ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', script, url] };
}

/** A migration as TypeORM's users write it, compiled; its name ends with the time that orders them. */
function writeMigration(folder, index, { up, down }) {
  const name = `CreateTable${1_600_000_000_000 + index}`;
  const query = (sql) => `await runner.query(${JSON.stringify(sql)});`;
  writeFileSync(
    join(folder, `${1_600_000_000_000 + index}-CreateTable.js`),
    `'use strict';
exports.${name} = class ${name} {
  async up(runner) {
    ${query(up)}
  }
  async down(runner) {
    ${query(down)}
  }
};
`,
  );
}
