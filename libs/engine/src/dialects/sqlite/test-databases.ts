import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDatabaseUrl } from '../../config/database-url';
import type { CreatedDatabase, CreateRequest, Template, TestDatabases } from '../../dialect/test-databases';
import { sha256 } from '../../kernel/hash';
import { catalogueLines } from './catalogue-lines';

/** Milliseconds after which a template is made anew. */
const TEMPLATE_AGE = 24 * 60 * 60 * 1000;

/** Files in folders of the temporary folder, which say whose they are: host and process. */
export const testDatabases: TestDatabases = { needsServer: false, create, catalogueLines };

async function create({ template }: CreateRequest): Promise<CreatedDatabase> {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${prefix()}${process.pid}-`));
  const file = join(folder, 'test.db');
  const url = `sqlite:///${file}`;
  const drop = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
  try {
    if (template !== undefined) copyFileSync(await made(template), file);
  } catch (error) {
    await drop();
    throw error;
  }
  return {
    ...{ url, drop },
    target: parseDatabaseUrl(url, '/'),
    typeorm: { type: 'better-sqlite3', database: file },
  };
}

/** Several processes may make it at once: each a file of its own, and the last one's stays. */
async function made({ digest, folder, fill }: Template): Promise<string> {
  const file = join(folder, `test-template-${digest}.db`);
  if (isFresh(file)) return file;
  mkdirSync(folder, { recursive: true });
  removeOldTemplates(folder);
  const unfinished = join(folder, `test-template-${digest}.${randomBytes(6).toString('hex')}`);
  try {
    await fill(`sqlite:///${unfinished}`);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return file;
}

function isFresh(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < TEMPLATE_AGE;
}

function removeOldTemplates(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (name.startsWith('test-template-') && !isFresh(file)) rmSync(file, { force: true });
  }
}

/** Folders of processes of this machine that have ended. */
function removeLeftovers(): void {
  const beginning = prefix();
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(beginning) ? /^\d+/.exec(name.slice(beginning.length)) : null;
    if (owner !== null && hasEnded(Number(owner[0]))) {
      // Another process may be at it too.
      rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/** Containers that share a temporary folder number their processes alike. */
function prefix(): string {
  return `plumbline-test-${sha256(hostname()).slice(0, 8)}-`;
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
