// An upgrade with nothing to do, where 1,000 revisions are applied: what every start of a service pays.
import { withDatabases } from './support/databases.mjs';
import { judge, measure, ratioTable } from './support/measure.mjs';
import { createRunners } from './support/runners.mjs';

const COUNT = 1_000;
const BASE = 'node: connect, read the version table';
const OURS = 'plumbline upgrade';
const LIMIT = 1.3;

/** @returns {Promise<{ report: string, met: boolean }>} */
export async function noOpUpgrade({ bin, rounds = 11 }) {
  const runners = createRunners(bin, COUNT);
  const runs = new Map();
  try {
    await withDatabases(runners.folder, async (all) => {
      for (const { dialect, url, renew } of all) {
        for (const name of ['ours', 'theirs']) await renew(name);
        // The first round, which does not count, applies everything.
        const contenders = [
          { name: OURS, ...runners.plumbline(url('ours'), 'each') },
          { name: BASE, ...runners.plainRead(url('ours')) },
          { name: 'node: the same, and the digests of the files', ...runners.plainVerify(url('ours')) },
          { name: 'TypeORM runMigrations', ...runners.typeorm(url('theirs'), 'each') },
        ];
        runs.set(dialect, await measure(contenders, rounds));
      }
    });
  } finally {
    runners.remove();
  }
  const table = ratioTable('times a process that only reads (ms)', runs, BASE);
  const verdicts = [...runs].map(([what, run]) => judge(run, { name: OURS, base: BASE, limit: LIMIT, what }));
  return {
    report: `${table}\n${verdicts.map(({ text }) => text).join('')}`,
    met: verdicts.every(({ met }) => met),
  };
}
