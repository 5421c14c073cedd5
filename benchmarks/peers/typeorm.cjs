// TypeORM's runner of migrations: node typeorm.cjs <url> <folder of migrations> <each|all|none>, as it parts
// them into transactions.
'use strict';
const { join } = require('node:path');
const { DataSource } = require('typeorm');

const [url, folder, migrationsTransactionMode] = process.argv.slice(2);

async function main() {
  const source = new DataSource({
    ...(url.startsWith('sqlite:')
      ? { type: 'better-sqlite3', database: url.replace('sqlite:///', '') }
      : { type: 'postgres', url }),
    migrations: [join(folder, '*.js')],
    migrationsTransactionMode,
  });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
}

void main();
