// An upgrade with nothing to do, where 1,000 revisions are applied: what every start of a service pays.
import { withDatabases } from './support/databases.mjs';
import { measure, ratioTable } from './support/measure.mjs';
import { createRunners } from './support/runners.mjs';

const COUNT = 1_000;
const BASE = 'node: connect, read the version table';

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
          { name: 'plumbline upgrade', ...runners.plumbline(url('ours')) },
          { name: BASE, ...runners.plainRead(url('ours')) },
          { name: 'TypeORM runMigrations', ...runners.typeorm(url('theirs')) },
        ];
        runs.set(dialect, await measure(contenders, rounds));
      }
    });
  } finally {
    runners.remove();
  }
  return { report: ratioTable('times a process that only reads (ms)', runs, BASE), met: true };
}
