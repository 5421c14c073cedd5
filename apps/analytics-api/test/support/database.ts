import { processIo, runCommand } from '@plumbline/engine';
import { DATABASES as EMPTY_DATABASES, type TestDatabase } from '@plumbline/testing';
import { join } from 'node:path';

const WORKSPACE = join(__dirname, '../../../..');

/** Brings a database to the newest revision of the project, as a deployment does. */
async function upgrade(url: string): Promise<void> {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const io = { ...processIo(), cwd: WORKSPACE, stdout: say, stderr: say, interactive: false };
  const options = { url, config: 'migrations/plumbline.config.ts', quiet: true };
  const exitCode = await runCommand('upgrade', options, io);
  if (exitCode !== 0) throw new Error(`The upgrade ended with ${exitCode}: ${said.join('')}`);
}

/** Both databases, with the schema that the revisions make. */
export const DATABASES = EMPTY_DATABASES.map(({ dialect, create }) => ({
  dialect,
  create: async (): Promise<TestDatabase> => {
    const database = await create();
    await upgrade(database.url);
    return database;
  },
}));

/** One of the two. */
export async function createDatabase(dialect: 'postgres' | 'sqlite'): Promise<TestDatabase> {
  const found = DATABASES.find((one) => one.dialect === dialect);
  if (found === undefined) throw new TypeError(`There is no ${dialect} to test on.`);
  return found.create();
}
