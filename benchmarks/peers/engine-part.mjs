// The engine's own part of a comparison, without the configuration, the files and the entities: connects, reads the schema of
// a database, settles what differs as text with the answers it has, and compares. Bundled, as the command is.
//   node engine-part.js <url> <model.json> <folder of the answers>
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { loadDialect } from '../../libs/engine/src/commands/database';
import { settleWithMemory } from '../../libs/engine/src/commands/settle-with-memory';
import { parseDatabaseUrl } from '../../libs/engine/src/config/database-url';
import { diffSchemas } from '../../libs/engine/src/diff/diff-schemas';
import { filterModel } from '../../libs/engine/src/diff/filter';

const [url, file, cache] = process.argv.slice(2);

async function main() {
  const target = parseDatabaseUrl(url, process.cwd());
  const dialect = await loadDialect(target.dialect);
  const desired = JSON.parse(readFileSync(file, 'utf8'));
  const session = await dialect.connect(target);
  const isManaged = ({ kind, name }) => kind !== 'table' || !name.startsWith('plumbline_');
  const actual = filterModel(await dialect.introspect(session), isManaged);
  const database = { dialect, session, environment: { target } };
  const surroundings = () => dialect.surroundings(session);
  const settled = await settleWithMemory({ cache }, database, { actual, desired, surroundings });
  const operations = diffSchemas(actual, settled.desired, dialect);
  await session.close();
  if (operations.length > 0) throw new Error(`The models differ: ${JSON.stringify(operations[0])}`);
}

void main();
