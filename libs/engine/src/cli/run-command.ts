import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CommandIo, CommandOptions } from '../commands/command-io';
import type { CommandName } from '../commands/command-spec';
import { isAboutTenants } from '../commands/tenant-options';
import { checkOptions, type CommonOptions, type OptionsOf } from '../commands/options';
import { describeError } from '../errors/describe-error';
import { exitCodeOf } from '../errors/plumbline-error';
import type { Report, TenantCommand, TenantsReport } from '../report/report';
import type { RunEvent } from '../report/run-event';
import { PlainLines } from './plain-lines';
import { traceFor, warn } from './trace-command';

type Emit = (event: RunEvent) => void;

type Handler<Name extends CommandName> = (
  options: OptionsOf<Name>,
  io: CommandIo,
  emit: Emit,
) => Promise<Report>;

/** A command's module is loaded when the command runs: each needs another part of the engine. */
const HANDLERS: { readonly [Name in CommandName]: () => Promise<Handler<Name>> } = {
  import: async () => (await import('../commands/import')).importHistory,
  init: async () => (await import('../commands/init')).init,
  revision: async () => (await import('../commands/revision')).revision,
  upgrade: async () => (await import('../commands/upgrade')).upgrade,
  downgrade: async () => (await import('../commands/upgrade')).downgrade,
  current: async () => (await import('../commands/current')).current,
  status: async () => (await import('../commands/status')).status,
  history: async () => (await import('../commands/history')).history,
  show: async () => (await import('../commands/plan')).show,
  heads: async () => (await import('../commands/history')).heads,
  branches: async () => (await import('../commands/history')).branches,
  review: async () => (await import('../commands/review')).review,
  edit: async () => (await import('../commands/edit')).edit,
  rebase: async () => (await import('../commands/rebase')).rebase,
  merge: async () => (await import('../commands/merge')).merge,
  backup: async () => (await import('../commands/backup')).backup,
  stamp: async () => (await import('../commands/stamp')).stamp,
  plan: async () => (await import('../commands/plan')).plan,
  check: async () => (await import('../commands/check')).check,
};

/** Only the commands that go through tenants have options which say so. */
async function tenantHandler<Name extends CommandName>(name: Name): Promise<Handler<Name>> {
  const { overTenants } = await import('../commands/over-tenants');
  return (options, io, emit) => overTenants(name as TenantCommand, options, io, emit);
}

/**
 * Runs a command and prints what it reports.
 *
 * @returns the exit code; see `docs/errors.md`. Nothing is thrown: an error is printed and becomes its exit code
 */
export async function runCommand<Name extends CommandName>(
  name: Name,
  given: CommandOptions,
  io: CommandIo,
): Promise<number> {
  const trace = await traceFor(name, io);
  const { code, error } = await carryOut(name, given, io, trace?.tell);
  const reason = error instanceof Error ? error.message : undefined;
  const trouble = await trace?.end(code, reason);
  if (trouble !== undefined && given['quiet'] !== true) await warn(trouble, given, io);
  return code;
}

/** Runs a command and prints what it reports, or the error that it ends with. */
async function carryOut<Name extends CommandName>(
  name: Name,
  given: CommandOptions,
  io: CommandIo,
  trace: Emit = () => undefined,
): Promise<{ readonly code: number; readonly error?: unknown }> {
  const verbose = given['verbose'] === true;
  try {
    const options = checkOptions(name, given);
    const handler = isAboutTenants(given) ? await tenantHandler(name) : await HANDLERS[name]();
    const teller = await tellerFor(options, io);
    const tell: Emit = (event) => {
      trace(event);
      teller.tell(event);
    };
    let report: Report;
    try {
      report = await handler(options, withPause(io, teller), tell);
    } finally {
      teller.close();
    }
    await print(report, options, io);
    return { code: codeOfReport(report, given) };
  } catch (error) {
    const { renderError } = await import('../render/render-error');
    if (given['json'] === true)
      io.stdout(`${JSON.stringify({ error: describeError(error) }, undefined, 2)}\n`);
    else io.stderr(renderError(error, { colour: io.colour, verbose, showSql: given['showSql'] === true }));
    return { code: exitCodeOf(error), error };
  }
}

/** Who tells of a run while it goes on. */
interface Teller {
  readonly tell: Emit;
  /** To be called before somebody is asked something. */
  readonly pause: () => void;
  readonly close: () => void;
}

/** A question stands alone on the terminal. */
function withPause(io: CommandIo, teller: Teller): CommandIo {
  const { confirm } = io;
  if (confirm === undefined) return io;
  return {
    ...io,
    confirm: (question) => {
      teller.pause();
      return confirm(question);
    },
  };
}

const SILENT: Teller = { tell: () => undefined, pause: () => undefined, close: () => undefined };

/**
 * While a run goes on: lines on standard output, below them on a terminal one that changes in its place; beside a document
 * lines of JSON on standard error.
 */
async function tellerFor(options: CommonOptions, io: CommandIo): Promise<Teller> {
  if (options.quiet) return SILENT;
  if (options.json) {
    const tell: Emit = (event) =>
      io.stderr(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
    return { ...SILENT, tell };
  }
  const { renderEvent } = await import('../render/render-event');
  const verbose = options.verbose === true;
  const render = (event: RunEvent): string => renderEvent(event, { colour: io.colour, verbose }) ?? '';
  if (io.terminalColumns === undefined) {
    const lines = new PlainLines(io.stdout);
    const flush = (): void => lines.flush();
    return { tell: (event) => lines.add(render(event)), pause: flush, close: flush };
  }
  const { terminalColumns } = io;
  const { LiveLine } = await import('./live-line');
  let line: InstanceType<typeof LiveLine> | undefined;
  return {
    tell: (event) => {
      line ??= new LiveLine(io.stdout, terminalColumns);
      // On the line that changes in its place it is enough to tell how far it is.
      line.tell(event, event.kind === 'backfill' ? '' : render(event));
    },
    pause: () => line?.pause(),
    close: () => line?.close(),
  };
}

async function print(report: Report, options: CommonOptions, io: CommandIo): Promise<void> {
  if (options.quiet) return;
  const { renderReport } = await import('../render/render-report');
  const text = options.json
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : renderReport(report, { colour: io.colour, verbose: options.verbose === true });
  if (report.command === 'plan' && report.output !== undefined) {
    const file = resolve(io.cwd, report.output);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    io.stdout(`Wrote ${report.output}\n`);
    return;
  }
  if (report.command.startsWith('history') && options.json !== true) await page(text, io);
  else io.stdout(text);
}

/** On a terminal that is too small for it, a text goes through the pager. */
async function page(text: string, io: CommandIo): Promise<void> {
  if (io.terminalRows === undefined) io.stdout(text);
  else await (await import('./pager')).printPaged(text, io);
}

/**
 * A check that found something, a review of a branch that changes what may be applied or leaves several heads, `current --check-heads` away from the heads, and a status with something pending or
 * drifted end with 3; a status of which an environment is missing with 5, as nobody knows what it would have said. What
 * went through tenants has a rule of its own.
 */
function codeOfReport(report: Report, given: CommandOptions): number {
  if (report.command === 'tenants') return codeOfTenants(report, given);
  if (report.command === 'check' || report.command === 'review') return report.clean ? 0 : 3;
  if (report.command === 'current') return given['checkHeads'] === true && !report.atHead ? 3 : 0;
  if (report.command === 'status') {
    const states = new Set(report.environments.map(({ state }) => state));
    if (states.has('unreachable')) return 5;
    return states.has('behind') || states.has('drifted') ? 3 : 0;
  }
  return 0;
}

/** The signal's; else the code that all failures have in common, or 5 where they differ; else 3 as of one database. */
function codeOfTenants({ run, stopped, tenants }: TenantsReport, given: CommandOptions): number {
  if (stopped === 'SIGINT') return 130;
  if (stopped === 'SIGTERM') return 143;
  const [code, ...others] = new Set(tenants.flatMap(({ error }) => error?.exitCode ?? []));
  if (code !== undefined) return others.length === 0 ? code : 5;
  const isChecked = run === 'status' || (run === 'current' && given['checkHeads'] === true);
  const isInOrder = tenants.every(({ outcome }) => outcome !== 'behind' && outcome !== 'drifted');
  return isChecked && !isInOrder ? 3 : 0;
}
