import type { AnalyticsDataSource } from '@analytics/core';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseFailure } from './database-failure';
import { withinTime } from './time-limit';

const BETWEEN_ATTEMPTS = 250;

/**
 * Connects, and tries again while the database cannot be reached: it may be starting at the same time.
 *
 * @throws Error when the time is over, or at once when waiting would not help
 */
export async function connect(dataSource: AnalyticsDataSource, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  for (;;) {
    try {
      return await attempt(dataSource, end - Date.now());
    } catch (error) {
      const failure = databaseFailure(error);
      if (failure === undefined) throw error;
      if (Date.now() + BETWEEN_ATTEMPTS >= end) {
        throw new Error(`${failure.reason} Waited ${milliseconds / 1000} s for it.`, { cause: error });
      }
      await pause(BETWEEN_ATTEMPTS);
    }
  }
}

async function attempt(dataSource: AnalyticsDataSource, milliseconds: number): Promise<void> {
  const connecting = dataSource.initialize();
  try {
    await withinTime(connecting, milliseconds);
  } catch (error) {
    // a connection that comes too late is given back
    void connecting.then(() => dataSource.destroy()).catch(() => undefined);
    throw error;
  }
}
