// How long it takes to start the command and to read a history, with no database: 100, 1,000 and 10,000 revisions.
import { createRequire } from 'node:module';
import { branchedHistory } from './support/histories.mjs';
import { measure, ratioTable } from './support/measure.mjs';
import { createProject } from './support/project.mjs';

const SIZES = [100, 1_000, 10_000];
/** What the medians must stay below, as multiples of `plumbline --version`. */
const LIMITS = { '1,000': 1.5, '10,000': 3 };
const typeormCommand = createRequire(import.meta.url).resolve('typeorm/cli.js');
const COMMANDS = ['plumbline heads', 'plumbline history -r -10:'];

/** @returns {Promise<{ report: string, met: boolean }>} */
export async function historyReading({ bin, rounds = 21 }) {
  const runs = new Map();
  for (const size of SIZES) {
    const project = createProject(bin, branchedHistory(size));
    try {
      runs.set(size.toLocaleString('en'), await measure(contenders(bin, project.folder), rounds));
    } finally {
      project.remove();
    }
  }
  const table = ratioTable('times `plumbline --version` (ms)', runs, 'plumbline --version');
  const verdicts = judge(runs);
  return {
    report: `${table}\n${verdicts.map(({ text }) => `${text}\n`).join('')}`,
    met: verdicts.every(({ met }) => met),
  };
}

function contenders(bin, cwd) {
  const plumbline = (...words) => ({ name: `plumbline ${words.join(' ')}`, words: [bin, ...words], cwd });
  return [
    { name: 'node -e 0', words: ['-e', '0'] },
    plumbline('--version'),
    plumbline('heads'),
    plumbline('history', '-r', '-10:'),
    plumbline('history'),
    { name: 'typeorm --version', words: [typeormCommand, '--version'] },
  ];
}

function judge(runs) {
  return Object.entries(LIMITS).flatMap(([size, limit]) =>
    COMMANDS.map((name) => {
      const ratio = runs.get(size).ratio(name, 'plumbline --version');
      const met = ratio <= limit;
      return { met, text: `${met ? 'ok  ' : 'MISS'}  ${name}, ${size}: ${ratio.toFixed(2)} of ${limit}` };
    }),
  );
}
