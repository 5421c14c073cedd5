// TypeORM's runner of migrations: node typeorm.cjs <url> <folder of migrations>, a transaction for each.
'use strict';
const { join } = require('node:path');
const { DataSource } = require('typeorm');

const [url, folder] = process.argv.slice(2);

async function main() {
  const source = new DataSource({
    ...(url.startsWith('sqlite:')
      ? { type: 'better-sqlite3', database: url.replace('sqlite:///', '') }
      : { type: 'postgres', url }),
    migrations: [join(folder, '*.js')],
    migrationsTransactionMode: 'each',
  });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
}

void main();
