import { traceEndpoint } from '../config/tracing';
import type { Variables } from '../config/variables';
import { isPlumblineError, type PlumblineError } from '../errors/plumbline-error';
import type { RunEvent } from '../report/run-event';
import type { OpenTrace } from './open-trace';

/**
 * A trace of a run, where the environment wants one. That none can be made is said at the end; a run is not refused for it.
 *
 * @param name of the whole: `plumbline upgrade`
 */
export async function traceOf(name: string, variables: Variables): Promise<OpenTrace | undefined> {
  const endpoint = traceEndpoint(variables);
  if (endpoint === undefined) return undefined;
  const { openTrace } = await import('./open-trace');
  try {
    return await openTrace(name, endpoint, variables);
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    return { tell: () => undefined, end: async () => error };
  }
}

/** Why there is no trace, as an event of the run. */
export function notTraced({ code, message, why, next }: PlumblineError): RunEvent {
  return { kind: 'not-traced', code, reason: `${message} ${why}`, next };
}
