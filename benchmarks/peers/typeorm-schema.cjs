// TypeORM's own comparison: node typeorm-schema.cjs <mode> <data source>
//   synchronize   makes the schema of the entities
//   log           says what synchronize would do, and fails where that is anything
//   metadata      builds the metadata, with no database
'use strict';
const [mode, file] = process.argv.slice(2);

async function main() {
  const { default: source } = require(file);
  if (mode === 'metadata') return source.buildMetadatas();
  await source.initialize();
  if (mode === 'synchronize') await source.synchronize();
  else {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    if (upQueries.length > 0) throw new Error(`TypeORM wants ${upQueries[0].query}`);
  }
  await source.destroy();
}

void main();
