import { processIo, runCommand } from '@plumbline/engine';
import { DATABASES as EMPTY_DATABASES, type TestDatabase } from '@plumbline/testing';
import { join } from 'node:path';

const WORKSPACE = join(__dirname, '../../../..');

/** Moves a database along the revisions of the repository, or of a copy of them, as the command line does. */
export async function migrate(
  url: string,
  direction: 'upgrade' | 'downgrade',
  revision: string,
  folder = 'migrations',
): Promise<void> {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const io = { ...processIo(), cwd: WORKSPACE, stdout: say, stderr: say, interactive: false };
  const options = { url, revision, config: join(folder, 'plumbline.config.ts'), quiet: true, yes: true };
  const exitCode = await runCommand(direction, options, io);
  if (exitCode !== 0) throw new Error(`The ${direction} ended with ${exitCode}: ${said.join('')}`);
}

/** Both databases, with the schema that the revisions make. */
export const DATABASES = EMPTY_DATABASES.map(({ dialect, create }) => ({
  dialect,
  create: async (): Promise<TestDatabase> => {
    const database = await create();
    await migrate(database.url, 'upgrade', 'heads');
    return database;
  },
}));

/** One of the two. */
export async function createDatabase(dialect: 'postgres' | 'sqlite'): Promise<TestDatabase> {
  const found = DATABASES.find((one) => one.dialect === dialect);
  if (found === undefined) throw new TypeError(`There is no ${dialect} to test on.`);
  return found.create();
}
