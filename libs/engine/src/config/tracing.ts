import type { Variables } from './variables';

/**
 * Where a trace is to be sent: what OpenTelemetry's own variables say (Environment Variable Specification, OTLP Exporter
 * Configuration). `undefined` where nobody wants one.
 */
export function traceEndpoint(variables: Variables): string | undefined {
  const given = (name: string): string => (variables[name] ?? '').trim();
  if (given('OTEL_SDK_DISABLED').toLowerCase() === 'true') return undefined;
  if (!['', 'otlp'].includes(given('OTEL_TRACES_EXPORTER').toLowerCase())) return undefined;
  const traces = given('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const all = given('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (traces !== '') return traces;
  return all === '' ? undefined : `${all.replace(/\/+$/, '')}/v1/traces`;
}

/** The span that a run is a part of, as W3C Trace Context writes it: what started this process may have left it. */
export interface RemoteSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** The span of `TRACEPARENT`; `undefined` where it is not there, or is none. */
export function remoteSpan(variables: Variables): RemoteSpan | undefined {
  const [, traceId = '', spanId = '', flags = ''] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(variables['TRACEPARENT'] ?? '') ?? [];
  const isSpan = /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(spanId);
  return isSpan ? { traceId, spanId, traceFlags: Number.parseInt(flags, 16) } : undefined;
}
