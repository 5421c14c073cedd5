// npm run bench                     all of them
// npm run bench -- history apply    those whose names begin so
// npm run bench -- history --rounds=5
import process from 'node:process';
import { parseArgs } from 'node:util';
import { apply } from './apply.mjs';
import { historyReading } from './history-reading.mjs';
import { noOpCheck } from './no-op-check.mjs';
import { noOpUpgrade } from './no-op-upgrade.mjs';
import { nxOverhead } from './nx-overhead.mjs';
import { rebuild } from './rebuild.mjs';
import { serviceUnderUpgrade } from './service-under-upgrade.mjs';
import { buildEngine } from './support/build-engine.mjs';
import { tenants } from './tenants.mjs';

const BENCHMARKS = {
  'history-reading': historyReading,
  'no-op-upgrade': noOpUpgrade,
  'no-op-check': noOpCheck,
  apply,
  'nx-overhead': nxOverhead,
  rebuild,
  'service-under-upgrade': serviceUnderUpgrade,
  tenants,
};

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string' } },
  allowPositionals: true,
});
const chosen = Object.keys(BENCHMARKS).filter(
  (name) => positionals.length === 0 || positionals.some((start) => name.startsWith(start)),
);
if (chosen.length === 0) {
  process.stderr.write(`There is no such benchmark; there are ${Object.keys(BENCHMARKS).join(', ')}.\n`);
  process.exit(2);
}

const bin = buildEngine();
let met = true;
for (const name of chosen) {
  process.stdout.write(`\n${name}\n\n`);
  const result = await BENCHMARKS[name]({
    bin,
    ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
  });
  process.stdout.write(result.report);
  met &&= result.met;
}
process.exitCode = met ? 0 : 1;
