import type { Attributes, Context, Span, SpanStatusCode, Tracer } from '@opentelemetry/api';
import type { RunEvent } from '../report/run-event';
import { statementKind } from './statement-kind';

/** What is taken from `@opentelemetry/api`, which is loaded only where somebody wants a trace. */
export interface TraceApi {
  readonly trace: { setSpan(context: Context, span: Span): Context };
  readonly SpanStatusCode: { readonly OK: SpanStatusCode; readonly ERROR: SpanStatusCode };
}

export interface TraceRequest {
  readonly api: TraceApi;
  readonly tracer: Tracer;
  /** What the trace is a part of. */
  readonly parent: Context;
  /** The name of the whole: `plumbline upgrade`. */
  readonly name: string;
}

/** Makes spans of what a command tells: one of the whole, and in it of each tenant, revision and statement. */
export class RunTrace {
  readonly #request: TraceRequest;
  readonly #whole: Span;
  readonly #context: Context;
  /** By tenant; the database of a command without tenants has none. */
  readonly #databases = new Map<string | undefined, DatabaseTrace>();

  constructor(request: TraceRequest) {
    this.#request = request;
    this.#whole = request.tracer.startSpan(request.name, { startTime: now() }, request.parent);
    this.#context = request.api.trace.setSpan(request.parent, this.#whole);
  }

  tell(event: RunEvent): void {
    if (event.kind !== 'tenant-finished') {
      this.#of(event.tenant).tell(event);
      return;
    }
    const one = this.#of(event.tenant, event.milliseconds);
    one.end({ 'plumbline.outcome': event.outcome }, event.reason);
    this.#databases.delete(event.tenant);
  }

  /** @param reason why the command failed; absent where it did not */
  end(exitCode: number, reason?: string): void {
    for (const one of this.#databases.values()) one.close(reason);
    this.#whole.setAttribute('plumbline.exit_code', exitCode);
    setOutcome(this.#request.api, this.#whole, reason);
    this.#whole.end(now());
  }

  /** A tenant that is first heard of at its end began so many milliseconds ago. */
  #of(tenant: string | undefined, milliseconds = 0): DatabaseTrace {
    const known = this.#databases.get(tenant);
    if (known !== undefined) return known;
    const made = new DatabaseTrace(this.#request, this.#spanOf(tenant, milliseconds), this.#context);
    this.#databases.set(tenant, made);
    return made;
  }

  #spanOf(tenant: string | undefined, milliseconds: number): Span {
    if (tenant === undefined) return this.#whole;
    const options = { startTime: now() - milliseconds, attributes: { 'plumbline.tenant': tenant } };
    return this.#request.tracer.startSpan('tenant', options, this.#context);
  }
}

/** The spans of what is done to one database. */
class DatabaseTrace {
  readonly #context: Context;
  /** By id. In one transaction for all of them none is over before the last one is. */
  readonly #revisions = new Map<string, Open>();
  #revision: Open | undefined;
  #statement: Open | undefined;

  constructor(
    private readonly request: TraceRequest,
    readonly span: Span,
    above: Context,
  ) {
    this.#context = request.api.trace.setSpan(above, span);
  }

  tell(event: RunEvent): void {
    switch (event.kind) {
      case 'run-started':
        this.span.setAttributes({
          'db.system.name': event.system,
          'plumbline.direction': event.direction,
          'plumbline.environment': event.environment,
          'plumbline.url': event.url,
        });
        return;
      case 'lock-taken':
        this.span.setAttribute('plumbline.lock_wait_ms', event.milliseconds);
        return;
      case 'revision-started':
        this.#endStatement();
        this.#revision = this.#open(`${event.direction} revision`, this.#context, {
          'plumbline.revision': event.revision,
          'plumbline.message': event.message,
          'plumbline.direction': event.direction,
        });
        this.#revisions.set(event.revision, this.#revision);
        return;
      case 'statement':
        this.#endStatement();
        if (event.code === undefined) this.#begin(statementKind(event.sql), { 'db.query.text': event.sql });
        else this.#begin('run', { 'plumbline.code': event.code });
        return;
      case 'backfill':
        if (this.#statement === undefined) this.#begin('backfill', { 'db.collection.name': event.table });
        this.#statement?.span.setAttributes({
          'plumbline.rows': event.rows,
          'plumbline.rows_changed': event.changed,
        });
        return;
      case 'statement-finished':
        this.#endStatement();
        return;
      case 'blocked':
        this.#blocked(event.blockers.flatMap(({ pid }) => pid ?? []));
        return;
      case 'lock-retry':
        this.#endStatement('It did not get a lock in time; everything was rolled back, and is tried again.');
        return;
      case 'revision-skipped':
        this.#endRevision(event.revision, { 'plumbline.outcome': 'done by another run' });
        return;
      case 'revision-finished':
        this.#endRevision(event.revision, {
          'plumbline.outcome': 'done',
          'plumbline.statements': event.statements,
        });
        return;
      case 'revision-failed':
        this.#endRevision(event.revision, { 'plumbline.outcome': 'failed' }, event.reason);
        return;
      default:
        // What waits and what is written beside the database is no part of a trace.
        return;
    }
  }

  /** Ends it with everything that is open in it. */
  end(attributes: Attributes, reason?: string): void {
    this.close(reason);
    this.span.setAttributes(attributes);
    setOutcome(this.request.api, this.span, reason);
    this.span.end(now());
  }

  /** Ends what is open in it. */
  close(reason?: string): void {
    for (const revision of this.#revisions.keys()) this.#endRevision(revision, {}, reason);
  }

  #begin(kind: string, attributes: Attributes): void {
    const above = this.#revision?.context ?? this.#context;
    this.#statement = this.#open(kind, above, { 'db.operation.name': kind, ...attributes });
  }

  #open(name: string, above: Context, attributes: Attributes): Open {
    const span = this.request.tracer.startSpan(name, { startTime: now(), attributes }, above);
    return { span, context: this.request.api.trace.setSpan(above, span) };
  }

  #blocked(pids: readonly number[]): void {
    const open = this.#statement;
    if (open === undefined) return;
    open.blockedSince ??= performance.now();
    open.span.addEvent('waits for a lock', { 'plumbline.blocked_by': [...pids] });
  }

  #endRevision(revision: string, attributes: Attributes, reason?: string): void {
    this.#endStatement(reason);
    const open = this.#revisions.get(revision);
    this.#revisions.delete(revision);
    if (open === undefined) return;
    if (open === this.#revision) this.#revision = undefined;
    open.span.setAttributes(attributes);
    setOutcome(this.request.api, open.span, reason);
    open.span.end(now());
  }

  #endStatement(reason?: string): void {
    const open = this.#statement;
    this.#statement = undefined;
    if (open === undefined) return;
    if (open.blockedSince !== undefined) {
      open.span.setAttribute('plumbline.lock_wait_ms', performance.now() - open.blockedSince);
    }
    setOutcome(this.request.api, open.span, reason);
    open.span.end(now());
  }
}

interface Open {
  readonly span: Span;
  readonly context: Context;
  /** When it was first seen waiting for a lock, as `performance.now()` counts. */
  blockedSince?: number;
}

/** Milliseconds since 1970, of one clock for all spans: by itself a span counts from the whole millisecond it began in. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function setOutcome({ SpanStatusCode }: TraceApi, span: Span, reason: string | undefined): void {
  span.setStatus(
    reason === undefined ? { code: SpanStatusCode.OK } : { code: SpanStatusCode.ERROR, message: reason },
  );
}
