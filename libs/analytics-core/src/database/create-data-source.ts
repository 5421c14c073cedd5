import { AnalyticsDataSource } from './analytics-data-source';
import { dataSourceOptions } from './data-source-options';
import { parseSettings, settingsFromEnvironment, type DatabaseSettings } from './database-settings';

/**
 * A data source of the analytics entities for a URL, with the other settings as the environment gives them; for
 * `DATABASE_URL` without one. It is not connected yet.
 */
export function createDataSource(url?: string): AnalyticsDataSource {
  const settings = settingsFromEnvironment();
  if (url === undefined) return openWith(settings);
  const { target, url: absolute } = parseSettings({ DATABASE_URL: url }, '.');
  return openWith({ ...settings, target, url: absolute });
}

function openWith(settings: DatabaseSettings): AnalyticsDataSource {
  return new AnalyticsDataSource(dataSourceOptions(settings));
}

/** The database that the environment names, as a URL that means the same from every folder. It holds the password. */
export function databaseUrl(): string {
  return settingsFromEnvironment().url;
}
