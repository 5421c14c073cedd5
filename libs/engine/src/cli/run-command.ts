import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { branches, heads, history } from '../commands/history';
import { check } from '../commands/check';
import type { CommandIo, CommandOptions } from '../commands/command-io';
import type { CommandName } from '../commands/command-spec';
import { current } from '../commands/current';
import { merge } from '../commands/merge';
import { checkOptions, type CommonOptions, type OptionsOf } from '../commands/options';
import { plan, show } from '../commands/plan';
import { revision } from '../commands/revision';
import { stamp } from '../commands/stamp';
import { downgrade, upgrade } from '../commands/upgrade';
import { isPlumblineError } from '../errors/plumbline-error';
import { errorDocument, renderError } from '../render/render-error';
import { renderEvent } from '../render/render-event';
import { renderReport } from '../render/render-report';
import type { Report } from '../report/report';
import type { RunEvent } from '../report/run-event';

type Emit = (event: RunEvent) => void;

const HANDLERS: {
  readonly [Name in CommandName]: (options: OptionsOf<Name>, io: CommandIo, emit: Emit) => Promise<Report>;
} = { revision, upgrade, downgrade, current, history, show, heads, branches, merge, stamp, plan, check };

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
  const verbose = given['verbose'] === true;
  try {
    const options = checkOptions(name, given);
    const report = await HANDLERS[name](options, io, emitter(options, io));
    print(report, options, io);
    return exitCodeOf(report, given);
  } catch (error) {
    if (given['json'] === true) io.stdout(`${JSON.stringify(errorDocument(error), undefined, 2)}\n`);
    else io.stderr(renderError(error, { colour: io.colour, verbose }));
    return isPlumblineError(error) ? error.exitCode : 1;
  }
}

/** While a run goes on: lines on standard output, or on standard error where that holds a document. */
function emitter(options: CommonOptions, io: CommandIo): Emit {
  const write = options.json ? io.stderr : io.stdout;
  return (event) => {
    const line = options.quiet
      ? undefined
      : renderEvent(event, { colour: io.colour, verbose: options.verbose === true });
    if (line !== undefined) write(line);
  };
}

function print(report: Report, options: CommonOptions, io: CommandIo): void {
  if (options.quiet) return;
  const text = options.json
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : renderReport(report, { colour: io.colour, verbose: options.verbose === true });
  if (report.command === 'plan' && report.output !== undefined) {
    writeFileSync(resolve(io.cwd, report.output), text);
    io.stdout(`Wrote ${report.output}\n`);
    return;
  }
  io.stdout(text);
}

/** A check that found something, and `current --check-heads` away from the heads, end with 3. */
function exitCodeOf(report: Report, given: CommandOptions): number {
  if (report.command === 'check') return report.clean ? 0 : 3;
  if (report.command === 'current') return given['checkHeads'] === true && !report.atHead ? 3 : 0;
  return 0;
}
