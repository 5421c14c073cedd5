import type { DataSourceOptions } from 'typeorm';
import { postgresTerms } from './postgres-terms';
import { sqliteTerms } from './sqlite-terms';
import { buildDataSource } from './build-data-source';

/** As TypeORM throws it; a project without the package is not at hand. */
class DriverPackageNotInstalledError extends Error {}

class WithoutDriver {
  readonly options: Partial<DataSourceOptions> = { type: 'postgres' };

  constructor(options?: { type: string }) {
    if (options === undefined) return;
    const name = options.type === 'postgres' ? 'pg' : options.type;
    throw new DriverPackageNotInstalledError(`Not installed. Please run "npm install ${name}".`);
  }
  async buildMetadatas(): Promise<void> {
    return Promise.resolve();
  }
}

it.each([
  [postgresTerms, 'pg'],
  [sqliteTerms, 'better-sqlite3'],
])('names the package of a driver that is not installed', async (terms, driver) => {
  await expect(
    buildDataSource(new WithoutDriver(), terms, { resolveFrom: __filename }),
  ).rejects.toMatchObject({ code: 'driver-missing', data: { driver } });
});
