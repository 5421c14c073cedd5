import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../commands/project';
import { compareText } from '../kernel/ordering';
import { sha256 } from '../kernel/hash';
import { TOOL_VERSION } from '../kernel/version';

/**
 * What a revision may import without that its content depends on more than the versions folders: what is beside it, the
 * engine's types, and Node.
 */
const OWN = /^(?:\.\/|@plumbline\/engine\/|node:)/;
const IMPORTS = /\b(?:from|import|require)\s*\(?\s*(['"`])(.*?)\1/g;
const COMPUTED_IMPORTS = /\b(?:import|require)\s*\(\s*[^'"`\s]/;

/**
 * A digest of all that the revisions make of an empty database. Undefined where that cannot be told from the versions
 * folders alone, as a revision imports what is elsewhere: then nothing is kept.
 */
export function digestOf({ config }: Project): string | undefined {
  const files = config.versions.flatMap(textsBelow);
  if (files.some(([, text]) => importsOthers(text))) return undefined;
  return sha256(JSON.stringify([TOOL_VERSION, config.versionSchema ?? '', files]));
}

function textsBelow(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(compareText)
    .map((file) => [file.slice(folder.length), readFileSync(file, 'utf8')] as const);
}

function importsOthers(text: string): boolean {
  if (COMPUTED_IMPORTS.test(text)) return true;
  return [...text.matchAll(IMPORTS)].some(([, , specifier = '']) => !OWN.test(specifier));
}
