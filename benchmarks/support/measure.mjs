import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * A program to measure: a whole process, from its start to its end.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} [program] `node`, where nothing else is said
 * @property {readonly string[]} words what follows it
 * @property {string} [cwd]
 * @property {Record<string, string>} [variables]
 * @property {() => void | Promise<void>} [before] makes everything ready; not measured
 * @property {number} [rounds] fewer than of the others, for a slow one
 */

/**
 * Runs the contenders in turn, round after round, so that a busy moment of the machine meets all of them. The first
 * round only warms the file system's cache.
 *
 * @param {readonly Contender[]} contenders
 * @param {number} rounds
 * @returns {Promise<Run>}
 */
export async function measure(contenders, rounds) {
  const times = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      if (round > (contender.rounds ?? rounds)) continue;
      // A slow one warms nothing that the others have not warmed.
      if (round === 0 && contender.rounds !== undefined) continue;
      await contender.before?.();
      const time = await timeOf(contender);
      if (round > 0) times.get(contender.name).push(time);
    }
  }
  return new Run(times);
}

/** The times of the contenders, round by round. */
export class Run {
  #times;

  /** @param {ReadonlyMap<string, readonly number[]>} times in milliseconds */
  constructor(times) {
    this.#times = times;
  }

  get names() {
    return [...this.#times.keys()];
  }

  /** @returns {number | undefined} in milliseconds; of a contender that did not run, `undefined` */
  median(name) {
    const times = this.#times.get(name);
    return times === undefined ? undefined : median(times);
  }

  /** What contenders took, round by round: an array of their times, in the order of the names, for each. */
  rounds(first, ...others) {
    const rest = others.map((name) => this.#times.get(name));
    return this.#times.get(first).map((time, round) => [time, ...rest.map((times) => times[round])]);
  }

  /**
   * The median of what a contender took in a round, as a multiple of what the base took in the same round: a machine that
   * gets faster or slower meanwhile changes both.
   */
  ratio(name, base) {
    return median(this.rounds(name, base).map(([time, other]) => time / other));
  }
}

/** Runs a program that is not measured. */
export const runOnce = (contender) => timeOf(contender);

function timeOf({ name, program = process.execPath, words, cwd, variables }) {
  const start = performance.now();
  const child = spawn(program, words, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const time = performance.now() - start;
      if (code === 0) resolve(time);
      else reject(new Error(`${name} ended with ${code}: ${stderr}`));
    });
  });
}

/** The middle of numbers. */
export function median(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Whether a contender keeps within a limit, in words.
 *
 * @param {Run} run
 * @param {{ name: string, base: string, limit: number, what?: string }} limited the limit as a multiple of the base; `what`
 *   was measured, where the names alone do not say it
 * @returns {{ met: boolean, text: string }}
 */
export function judge(run, { name, base, limit, what }) {
  const ratio = run.ratio(name, base);
  const met = ratio <= limit;
  const place = what === undefined ? '' : `${what}, `;
  return {
    met,
    text: `${met ? 'ok  ' : 'MISS'}  ${place}${name} / ${base}: ${ratio.toFixed(2)} of ${limit}\n`,
  };
}

/**
 * Several runs as a Markdown table, each contender as a multiple of one of the same run; median milliseconds in brackets.
 *
 * @param {string} title what the first column holds
 * @param {ReadonlyMap<string, Run>} runs by the heading of their column
 * @param {string} base the contender that is 1
 */
export function ratioTable(title, runs, base) {
  const names = [...new Set([...runs.values()].flatMap((run) => run.names))];
  const cell = (run, name) => {
    const median = run.median(name);
    return median === undefined ? '' : `${run.ratio(name, base).toFixed(2)} (${median.toFixed(0)})`;
  };
  const rows = names.map((name) => [name, ...[...runs.values()].map((run) => cell(run, name))]);
  return [[title, ...runs.keys()], ['---', ...[...runs].map(() => '---:')], ...rows]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('');
}
