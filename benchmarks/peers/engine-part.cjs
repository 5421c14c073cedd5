// The engine's own part of a comparison, without the entities: reads the schema of a database and compares it.
//   node engine-part.cjs <folder of the compiled engine> <url> <model.json>
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [folder, url, file] = process.argv.slice(2);
const from = (name) => require(join(folder, 'src', name));

async function main() {
  const { parseDatabaseUrl } = from('config/database-url');
  const { diffSchemas } = from('diff/diff-schemas');
  const { filterModel } = from('diff/filter');
  const target = parseDatabaseUrl(url, folder);
  const dialect = from(`dialects/${target.dialect}/${target.dialect}-dialect`)[target.dialect];
  const desired = JSON.parse(readFileSync(file, 'utf8'));
  const session = await dialect.connect(target);
  const actual = filterModel(
    await dialect.introspect(session),
    ({ kind, name }) => kind !== 'table' || !name.startsWith('plumbline_'),
  );
  // What differs as text alone is the database's to judge, and is not part of this.
  const operations = diffSchemas(actual, desired, dialect);
  const others = operations.filter(({ kind }) => !['addCheck', 'dropCheck', 'alterColumn'].includes(kind));
  if (others.length > 0) throw new Error(`The models differ: ${JSON.stringify(others[0])}`);
  await session.close();
}

void main();
