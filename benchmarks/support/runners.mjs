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
  mkdirSync(migrations);
  const all = Array.from({ length: count }, (_, index) => tableSql(index));
  writeFileSync(script, JSON.stringify(all.map(({ up }) => up)));
  all.forEach((sql, index) => writeMigration(migrations, index, sql));
  return {
    folder,
    plumbline: (url) => ({ words: [bin, 'upgrade'], cwd: project.folder, variables: { DATABASE_URL: url } }),
    typeorm: (url) => ({ words: [join(PEERS, 'typeorm.cjs'), url, migrations] }),
    plainRead: (url) => ({ words: [join(PEERS, 'plain.cjs'), 'read', url] }),
    plainApply: (url) => ({ words: [join(PEERS, 'plain.cjs'), 'apply', url, script] }),
    remove: () => {
      project.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
