import type { CommandIo, CommandOptions } from '../commands/command-io';
import type { CommandName } from '../commands/command-spec';
import type { PlumblineError } from '../errors/plumbline-error';
import type { OpenTrace } from '../telemetry/open-trace';
import { notTraced, traceOf } from '../telemetry/trace-of';

/** The commands that tell of what they do as they do it. */
const TRACED: readonly CommandName[] = ['upgrade', 'downgrade'];

/** A trace of a command, where it is one that tells, and somebody wants one. */
export async function traceFor(name: CommandName, io: CommandIo): Promise<OpenTrace | undefined> {
  return TRACED.includes(name) ? traceOf(`plumbline ${name}`, io.variables) : undefined;
}

/** Says on standard error why there is no trace; beside a document as an event. */
export async function warn(trouble: PlumblineError, given: CommandOptions, io: CommandIo): Promise<void> {
  const event = notTraced(trouble);
  if (given['json'] === true) {
    io.stderr(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
    return;
  }
  const { renderEvent } = await import('../render/render-event');
  io.stderr(renderEvent(event, { colour: io.colour, verbose: false }) ?? '');
}
