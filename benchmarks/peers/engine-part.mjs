// The engine's own part of a comparison, without the configuration, the files and the entities: connects, reads the catalogue of
// a database, and where it was not compared with this schema before, interprets it, settles what differs as text with the answers
// it has, and compares. Bundled, as the command is.
//   node engine-part.js <url> <model.json> <folder of what is kept> [first]
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { loadDialect } from '../../libs/engine/src/commands/database';
import { recallAgreement } from '../../libs/engine/src/commands/known-agreement';
import { settleWithMemory } from '../../libs/engine/src/commands/settle-with-memory';
import { parseDatabaseUrl } from '../../libs/engine/src/config/database-url';
import { diffSchemas } from '../../libs/engine/src/diff/diff-schemas';
import { filterModel } from '../../libs/engine/src/diff/filter';
import { sha256 } from '../../libs/engine/src/kernel/hash';

const [url, file, cache, turn] = process.argv.slice(2);

async function main() {
  const target = parseDatabaseUrl(url, process.cwd());
  const dialect = await loadDialect(target.dialect);
  const text = readFileSync(file, 'utf8');
  const session = await dialect.connect(target);
  const database = { dialect, session, environment: { target } };
  const surroundings = () => dialect.surroundings(session);
  const catalogue = await dialect.readCatalogue(session);
  const known = await recallAgreement({ cache, config: {} }, database, {
    ...{ wanted: { digest: sha256(text) }, catalogue, surroundings },
  });
  if (turn === 'first' || !known.isKnown) {
    await compare(database, dialect.interpret(catalogue), { desired: JSON.parse(text), surroundings });
    known.keep();
  }
  await session.close();
}

async function compare(database, found, { desired, surroundings }) {
  const isManaged = ({ kind, name }) => kind !== 'table' || !name.startsWith('plumbline_');
  const actual = filterModel(found, isManaged);
  const settled = await settleWithMemory({ cache }, database, { actual, desired, surroundings });
  const operations = diffSchemas(actual, settled.desired, database.dialect);
  if (operations.length > 0) throw new Error(`The models differ: ${JSON.stringify(operations[0])}`);
}

void main();
