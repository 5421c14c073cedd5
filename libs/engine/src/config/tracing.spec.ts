import { remoteSpan, traceEndpoint } from './tracing';

describe('traceEndpoint', () => {
  it.each([
    [{}, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, 'http://c:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/otlp/' }, 'http://c:4318/otlp/v1/traces'],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/t', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://d' },
      'http://c/t',
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_SDK_DISABLED: 'TRUE' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_EXPORTER: 'none' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_EXPORTER: 'otlp' }, 'http://c/v1/traces'],
  ])('of %j is %s', (variables, endpoint) => expect(traceEndpoint(variables)).toBe(endpoint));
});

describe('remoteSpan', () => {
  const TRACE = '0af7651916cd43dd8448eb211c80319c';
  it('is what TRACEPARENT says', () => {
    expect(remoteSpan({ TRACEPARENT: `00-${TRACE}-b7ad6b7169203331-01` })).toEqual({
      traceId: TRACE,
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    });
  });
  it.each([
    undefined,
    '',
    'x',
    `00-${TRACE}-0000000000000000-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  ])('is none of %j', (value) => expect(remoteSpan({ TRACEPARENT: value })).toBeUndefined());
});
