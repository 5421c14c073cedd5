import type { CommandIo, CommandOptions } from '../commands/command-io';
import type { CommandName } from '../commands/command-spec';
import { traceEndpoint } from '../config/tracing';
import { isPlumblineError, type PlumblineError } from '../errors/plumbline-error';
import type { RunEvent } from '../report/run-event';
import type { OpenTrace } from '../telemetry/open-trace';

/** The commands that tell of what they do as they do it. */
const TRACED: readonly CommandName[] = ['upgrade', 'downgrade'];

/** A trace of a command, where somebody wants one. That none can be made is said at the end; a run is not refused for it. */
export async function traceFor(name: CommandName, io: CommandIo): Promise<OpenTrace | undefined> {
  const endpoint = TRACED.includes(name) ? traceEndpoint(io.variables) : undefined;
  if (endpoint === undefined) return undefined;
  const { openTrace } = await import('../telemetry/open-trace');
  try {
    return await openTrace(`plumbline ${name}`, endpoint, io.variables);
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    return { tell: () => undefined, end: async () => error };
  }
}

/** Says on standard error why there is no trace; beside a document as an event. */
export async function warn(trouble: PlumblineError, given: CommandOptions, io: CommandIo): Promise<void> {
  const { code, message, why, next } = trouble;
  const event: RunEvent = { kind: 'not-traced', code, reason: `${message} ${why}`, next };
  if (given['json'] === true) {
    io.stderr(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
    return;
  }
  const { renderEvent } = await import('../render/render-event');
  io.stderr(renderEvent(event, { colour: io.colour, verbose: false }) ?? '');
}
