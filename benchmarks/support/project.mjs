import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { engineSources } from './build-engine.mjs';

/** The configuration of a project, as `docs/configuration.md` has it. */
const CONFIG = `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  versions: 'versions',
  dataSource: () => import('./data-source'),
  dialects: ['postgres', 'sqlite'],
  environments: {
    development: { url: env('DATABASE_URL', 'sqlite:///./development.db') },
    production: { url: env('DATABASE_URL'), expect: { database: 'analytics' } },
  },
});
`;

/**
 * Makes a project with a history, in a folder of its own below the compiled engine's.
 *
 * @param {string} bin the command of the compiled engine
 * @param {readonly Revision[]} revisions
 * @typedef {{ id: string, down: string[], labels: string[], message: string, upgrade: (op: object) => void }} Revision
 */
export function createProject(bin, revisions) {
  const folder = mkdtempSync(join(dirname(bin), '../../project-'));
  mkdirSync(join(folder, 'versions'));
  writeFileSync(join(folder, 'plumbline.config.ts'), CONFIG);
  const render = renderer();
  revisions.forEach((revision, index) => {
    const { fileName, text } = render(revision, index);
    writeFileSync(join(folder, 'versions', fileName), text);
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Revision files as the engine itself writes them, by parts of it that are not public: from its sources. */
function renderer() {
  const require = engineSources();
  const { recordOperations } = require('./operations/recorder');
  const { reverseOperations } = require('./operations/reverse');
  const { bodyOf } = require('./revisions/files/render-operations');
  const { renderRevision } = require('./revisions/files/render-revision');
  const { revisionFileName } = require('./revisions/files/file-name');
  return ({ id, down, labels, message, upgrade }, index) => {
    const created = new Date(Date.UTC(2020, 0, 1) + index * 3_600_000).toISOString();
    const operations = recordOperations(upgrade, 'postgres');
    const header = { revision: id, down, branchLabels: labels, dependsOn: [], message, created };
    const bodies = { upgrade: bodyOf(operations), downgrade: bodyOf(reverseOperations(operations)) };
    return {
      fileName: revisionFileName({ revision: id, message, created }),
      text: renderRevision({ header, ...bodies }),
    };
  };
}

/** The id of the n-th revision: as long as real ones, and without their chance. */
export function idOf(index) {
  return createHash('sha256').update(String(index)).digest('hex').slice(0, 12);
}
