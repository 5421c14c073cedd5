import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with files, for the parts of the plugin that read a workspace from the disk. */
export interface TestWorkspace {
  readonly root: string;
  remove(): void;
}

/** Writes files, by path and text, into a new folder. */
export function testWorkspace(files: Readonly<Record<string, string>>): TestWorkspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-nx-')));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
