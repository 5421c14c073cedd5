import type { Context } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { redactUrl } from '../config/redact';
import { remoteSpan } from '../config/tracing';
import type { Variables } from '../config/variables';
import { PlumblineError } from '../errors/plumbline-error';
import { TOOL_VERSION } from '../kernel/version';
import type { RunEvent } from '../report/run-event';
import { codeOf, messageOf } from '../kernel/caught';
import { RunTrace } from './run-trace';

/** A trace of a command that is being made. */
export interface OpenTrace {
  tell(event: RunEvent): void;
  /**
   * Ends its spans and sends what was not sent yet; waits for the collector, but no longer than {@link LIMIT}.
   *
   * @param reason why the command failed; absent where it did not
   * @returns why it did not arrive, where it did not; never throws
   */
  end(exitCode: number, reason?: string): Promise<PlumblineError | undefined>;
}

/** Milliseconds that a collector may take; `OTEL_EXPORTER_OTLP_TIMEOUT` wins for a single attempt. */
const LIMIT = 3_000;
/** Spans that wait to be sent: a thousand tenants make more than the usual 2,048 while nobody reads from the network. */
const QUEUE = 65_536;

type Packages = Awaited<ReturnType<typeof loadPackages>>;

/**
 * Begins a trace that is sent to a collector by OTLP over HTTP, as JSON.
 *
 * @param name of the whole: `plumbline upgrade`
 * @param endpoint the URL that spans are posted to
 * @throws PlumblineError `tracing-packages-missing`, `trace-not-delivered` where it cannot begin
 */
export async function openTrace(name: string, endpoint: string, variables: Variables): Promise<OpenTrace> {
  const packages = await loadPackages();
  const refused = (reason: string): PlumblineError =>
    new PlumblineError('trace-not-delivered', { endpoint: redactUrl(endpoint), reason });
  let failure: string | undefined;
  try {
    const exporter = watched(exporterFor(packages, endpoint, variables), (reason) => (failure = reason));
    const provider = providerFor(packages, exporter, variables);
    const tracer = provider.getTracer('plumbline', TOOL_VERSION);
    const { api } = packages;
    const trace = new RunTrace({ api, tracer, name, parent: parentOf(packages, variables) });
    return {
      tell: (event) => trace.tell(event),
      end: async (exitCode, reason) => {
        trace.end(exitCode, reason);
        failure = (await problemOf(provider.shutdown())) ?? failure;
        return failure === undefined ? undefined : refused(failure);
      },
    };
  } catch (error) {
    throw refused(messageOf(error));
  }
}

async function loadPackages() {
  try {
    const [api, sdk, resources, otlp] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
    return { api, sdk, resources, otlp };
  } catch (error) {
    if (!codeOf(error).endsWith('MODULE_NOT_FOUND')) throw error;
    throw new PlumblineError('tracing-packages-missing', {}, { cause: error });
  }
}

function exporterFor({ otlp }: Packages, url: string, variables: Variables): SpanExporter {
  const hasLimit = ['OTEL_EXPORTER_OTLP_TIMEOUT', 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'].some(
    (variable) => (variables[variable] ?? '') !== '',
  );
  return new otlp.OTLPTraceExporter({ url, ...(hasLimit ? {} : { timeoutMillis: LIMIT }) });
}

function providerFor({ sdk, resources }: Packages, exporter: SpanExporter, variables: Variables) {
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const own = resourceFromAttributes({ 'service.name': 'plumbline', 'service.version': TOOL_VERSION });
  const isSized = (variables['OTEL_BSP_MAX_QUEUE_SIZE'] ?? '') !== '';
  return new sdk.BasicTracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, isSized ? {} : { maxQueueSize: QUEUE })],
  });
}

function parentOf({ api }: Packages, variables: Variables): Context {
  const remote = remoteSpan(variables);
  return remote === undefined
    ? api.ROOT_CONTEXT
    : api.trace.setSpanContext(api.ROOT_CONTEXT, { ...remote, isRemote: true });
}

/** An exporter, and somebody who hears of what it could not send. */
function watched(exporter: SpanExporter, failed: (reason: string) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined) failed(messageOf(result.error));
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** Why the last spans were not sent, or not in time. */
async function problemOf(work: Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`It took no spans within ${(2 * LIMIT) / 1000} s.`), 2 * LIMIT);
  });
  try {
    return await Promise.race([work.then(() => undefined, messageOf), limit]);
  } finally {
    clearTimeout(timer);
  }
}
