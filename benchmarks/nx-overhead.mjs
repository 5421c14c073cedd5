// What `nx run db:migrate-current` costs beside the command alone and beside targets of Nx that do nothing, with both packages
// as they are published, and without and with Nx's daemon.
import { median, measure, ratioTable, runOnce } from './support/measure.mjs';
import { createNxWorkspace } from './support/nx-workspace.mjs';

const CURRENT = 'nx run db:migrate-current';
const CLI = 'plumbline current';
const EMPTY = 'nx run db:empty, an executor that does nothing';
const SHELL = 'nx run db:shell, run-commands of `true`';
const NOTHING = 'nx run db:nothing, nx:noop';
const NODE = 'node -e 0';

/** What the executor may take, in milliseconds, beside an empty target and the command. */
const LIMIT = 150;
/** CI has no daemon, and Nx switches it off there by itself. */
const DAEMON = { 'daemon off': 'false', 'daemon on': 'true' };

/** @returns {Promise<{ report: string, met: boolean }>} */
export async function nxOverhead({ bin, rounds = 11 }) {
  const workspace = await createNxWorkspace(bin, {
    empty: { executor: 'does-nothing:empty' },
    shell: { executor: 'nx:run-commands', options: { command: 'true' } },
    nothing: { executor: 'nx:noop' },
  });
  try {
    const runs = new Map();
    for (const [heading, daemon] of Object.entries(DAEMON))
      runs.set(heading, await measureWith(workspace, daemon, rounds));
    const verdicts = [...runs].map(([heading, run]) => judge(run, heading));
    const table = ratioTable(`times ${EMPTY} (ms)`, runs, EMPTY);
    return {
      report: `${table}\n${verdicts.map(({ text }) => `${text}\n`).join('')}`,
      met: verdicts.every(({ met }) => met),
    };
  } finally {
    await workspace.remove();
  }
}

async function measureWith({ folder, nx, plumbline, variables }, daemon, rounds) {
  const settings = { ...variables, NX_DAEMON: daemon };
  const run = (name, target) => ({ name, ...nx('run', `db:${target}`), variables: settings });
  const contenders = [
    { name: NODE, words: ['-e', '0'], cwd: folder },
    { name: CLI, ...plumbline('current'), variables },
    run(NOTHING, 'nothing'),
    run(SHELL, 'shell'),
    run(EMPTY, 'empty'),
    run(CURRENT, 'migrate-current'),
  ];
  // What Nx has to do once, the graph and the start of its daemon, belongs to no contender.
  await runOnce(contenders[2]);
  return measure(contenders, rounds);
}

/**
 * The executor against one that does nothing: both are loaded and run by Nx in a process of their own, so that what is left
 * is the plugin's. What the command does, `node` included, is taken off as well.
 */
function judge(run, heading) {
  const spent = median(run.rounds(CURRENT, EMPTY, CLI).map(([current, empty, cli]) => current - empty - cli));
  const met = spent <= LIMIT;
  const text = `${met ? 'ok  ' : 'MISS'}  ${heading}: ${CURRENT} − an empty target − ${CLI}: ${spent.toFixed(0)} of ${LIMIT} ms`;
  return { met, text };
}
