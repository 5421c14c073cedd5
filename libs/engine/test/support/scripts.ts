import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDatabaseUrl, type DialectName } from '../../src/config/database-url';
import { connect } from './apply';
import { run, type Outcome } from './project';

/** A way to run the script of a plan; the outcome has code 0 where all of it was run. */
export type RunScript = (url: string, script: string) => Promise<Outcome>;

const SHELLS: Readonly<Record<DialectName, string>> = { postgres: 'psql', sqlite: 'sqlite3' };

/** The database's own shell, or why it cannot be used. */
export function shellOf(dialect: DialectName): RunScript | string {
  const program = SHELLS[dialect];
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
  } catch {
    return `there is no ${program} on the PATH`;
  }
  return async (url, script) => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-script-'));
    const file = join(folder, 'script.sql');
    writeFileSync(file, script);
    try {
      const target = parseDatabaseUrl(url, '/');
      const words = 'path' in target ? [target.path, `.read ${file}`] : ['-X', '-q', '-f', file, url];
      return await run(program, words, folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

/** The driver, which knows nothing of the commands of a shell. */
export const throughDriver: RunScript = async (url, script) => {
  const { session } = await connect(url);
  try {
    await session.query(script.replace(/^(?:\\set|\.bail) .*$/gm, ''));
    return { code: 0, stdout: '', stderr: '' };
  } catch (error) {
    return { code: 1, stdout: '', stderr: String(error) };
  } finally {
    await session.close();
  }
};
