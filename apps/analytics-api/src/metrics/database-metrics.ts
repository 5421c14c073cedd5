import type { AnalyticsDataSource } from '@analytics/core';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Seconds; from a key look-up in a cache to a report that somebody waits for. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Metrics of the pool and of the queries of this process.
 *
 * @returns what reads the pool
 */
export function databaseMetrics(registry: Registry, dataSource: AnalyticsDataSource): () => void {
  observeQueries(registry, dataSource);
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const size = gauge('db_pool_size', 'Connections that the pool holds open.');
  const used = gauge('db_pool_used', 'Connections of the pool that work.');
  const waiting = gauge('db_pool_waiting', 'Requests that wait for a connection.');
  const limit = gauge('db_pool_limit', 'How many connections the pool may open: its size and its overflow.');
  const timeouts = new Counter({
    name: 'db_pool_timeouts_total',
    help: 'Requests that got no connection in time.',
    registers: [registry],
  });
  return () => {
    for (const metric of [size, used, waiting, limit, timeouts]) metric.reset();
    const { pool } = dataSource;
    if (pool === undefined) return;
    size.set(pool.size);
    used.set(pool.used);
    waiting.set(pool.waiting);
    limit.set(pool.limit);
    timeouts.inc(pool.timeouts);
  };
}

function observeQueries(registry: Registry, dataSource: AnalyticsDataSource): void {
  const latency = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'How long queries of this process took.',
    labelNames: ['outcome'],
    buckets: BUCKETS,
    registers: [registry],
  });
  dataSource.subscribers.push({
    afterQuery: ({ executionTime, success }) => {
      if (executionTime === undefined) return;
      latency.observe({ outcome: success ? 'done' : 'failed' }, executionTime / 1000);
    },
  });
}
