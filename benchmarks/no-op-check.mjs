// A comparison that finds nothing: 50, 500 and 2,000 tables, against the queries of the catalogue and against TypeORM.
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePart, engineSources } from './support/build-engine.mjs';
import { withDatabases } from './support/databases.mjs';
import { createEntitySet } from './support/entity-sets.mjs';
import { measure, ratioTable, runOnce } from './support/measure.mjs';

const SIZES = [50, 500, 2_000];
const PEERS = join(dirname(fileURLToPath(import.meta.url)), 'peers');
const QUERIES = 'node: the queries of the catalogue';
const PART = 'engine: introspection, comparison';
const FIRST = 'engine, where neither was compared before';
const WARM = 'plumbline check';
const COLD = 'plumbline check, nothing kept';
const LOG = 'TypeORM schemaBuilder.log()';
const METADATA = 'TypeORM, the metadata alone';
/** Where TypeORM looks at each pair of tables, one round is enough to see it. */
const SLOW_FROM = 2_000;

const LIMITS = [
  { name: PART, base: QUERIES, limit: 1.5 },
  { name: WARM, base: QUERIES, limit: 2 },
  { name: WARM, base: LOG, limit: 1 / 5 },
];
/** What a table may cost more in the largest set than in the middle one. */
const GROWTH = 1.5;

/** @returns {Promise<{ report: string, met: boolean }>} */
export async function noOpCheck({ bin, rounds = 5 }) {
  const parts = [];
  let met = true;
  const folder = dirname(dirname(dirname(bin)));
  const part = await bundlePart(bin, 'engine-part');
  await withDatabases(folder, async (all) => {
    for (const database of all) {
      const runs = new Map();
      for (const size of SIZES) runs.set(size, await measureSet(bin, size, { database, rounds, part }));
      const verdicts = [...judge(runs), ...judgeGrowth(runs)];
      met &&= verdicts.every((verdict) => verdict.met);
      const columns = new Map([...runs].map(([size, run]) => [`${size.toLocaleString('en')} tables`, run]));
      const table = ratioTable(`${database.dialect}: times the queries (ms)`, columns, QUERIES);
      parts.push(`${table}\n${verdicts.map(({ text }) => `${text}\n`).join('')}`);
    }
  });
  return { report: parts.join('\n'), met };
}

async function measureSet(bin, size, { database, rounds, part }) {
  const name = `check_${size}`;
  const url = database.url(name);
  const dialect = url.startsWith('sqlite:') ? 'sqlite' : 'postgres';
  const options =
    dialect === 'sqlite'
      ? { type: 'better-sqlite3', database: url.replace('sqlite:///', '') }
      : { type: 'postgres', url };
  const set = createEntitySet(bin, size, { dialect, options });
  try {
    await database.renew(name);
    const plumbline = (...words) => ({
      words: [bin, ...words],
      cwd: set.folder,
      variables: { DATABASE_URL: url },
    });
    for (const words of [['revision', '-m', 'first'], ['upgrade']]) {
      await runOnce({ name: words[0], ...plumbline(...words) });
    }
    const source = join(set.folder, 'data-source.js');
    const model = await writeInputs(set.folder, dialect);
    const peer = (file, ...words) => ({ words: [join(PEERS, file), ...words] });
    const kept = join(set.folder, 'kept');
    return await measure(
      [
        { name: QUERIES, ...peer('catalogue.cjs', url, model.queries) },
        { name: PART, words: [part, url, model.desired, join(set.folder, 'answers')] },
        { name: FIRST, words: [part, url, model.desired, join(set.folder, 'answers'), 'first'] },
        { name: COLD, ...plumbline('check'), before: () => rmSync(kept, { recursive: true, force: true }) },
        { name: WARM, ...plumbline('check') },
        {
          name: LOG,
          ...peer('typeorm-schema.cjs', 'log', source),
          ...(size >= SLOW_FROM ? { rounds: 1 } : {}),
        },
        { name: METADATA, ...peer('typeorm-schema.cjs', 'metadata', source) },
      ],
      rounds,
    );
  } finally {
    set.remove();
  }
}

/** What the contenders are given that measure a part: the queries, and the schema that the entities describe. */
async function writeInputs(folder, dialect) {
  const require = engineSources();
  const { describeEntities } = require('./entities/read-entities');
  const { [dialect]: port } = require(`./dialects/${dialect}/${dialect}-dialect`);
  const { CATALOGUE } = require(`./dialects/${dialect}/introspect`);
  const source = require(join(folder, 'data-source.js')).default;
  const { model } = await describeEntities(source, dialect, { resolveFrom: join(folder, 'data-source.js') });
  const files = { queries: join(folder, 'queries.json'), desired: join(folder, 'model.json') };
  writeFileSync(files.queries, JSON.stringify(CATALOGUE));
  writeFileSync(files.desired, JSON.stringify(port.normalise(model)));
  return files;
}

function judge(runs) {
  return [...runs].flatMap(([size, run]) =>
    LIMITS.map(({ name, base, limit }) => {
      const ratio = run.ratio(name, base);
      return verdict(ratio, limit, `${name} / ${base}, ${size}`);
    }),
  );
}

/** Beside what every process costs, twice the tables may take twice the time. */
function judgeGrowth(runs) {
  const [small, middle, large] = SIZES;
  return [PART, WARM].map((name) => {
    const of = (size) => runs.get(size).median(name);
    const early = (of(middle) - of(small)) / (middle - small);
    const late = (of(large) - of(middle)) / (large - middle);
    return verdict(late / early, GROWTH, `${name}, growth`);
  });
}

function verdict(value, limit, text) {
  const met = value <= limit;
  return { met, text: `${met ? 'ok  ' : 'MISS'}  ${text}: ${value.toFixed(2)} of ${limit}` };
}
