import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildPackage } from '../../tools/publish/build.mjs';
import { WORKSPACE } from './build-engine.mjs';
import { runOnce } from './measure.mjs';

const SCOPES = /^@/;
const CONFIG = `import { defineConfig } from '@plumbline/engine';

export default defineConfig({
  versions: 'versions',
  dialects: ['sqlite'],
  environments: { development: { url: 'sqlite:///./development.db' } },
});
`;

/**
 * An Nx workspace outside of this one, with the two packages as they are published, every other package of this workspace
 * linked, and a project `db` at head of three revisions.
 *
 * @param {Record<string, object>} targets further ones of `db`; `does-nothing:empty` is an executor that returns at once
 */
export async function createNxWorkspace(bin, targets) {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-nx-'));
  const write = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  linkPackages(join(folder, 'node_modules'));
  await buildPackage('engine', join(folder, 'node_modules/@plumbline/engine'));
  await buildPackage('nx-plugin', join(folder, 'node_modules/@plumbline/nx'));
  writeEmptyExecutor(write);
  write('package.json', { name: 'measured', private: true, devDependencies: { '@plumbline/nx': '*' } });
  write('nx.json', { neverConnectToCloud: true, analytics: false, plugins: ['@plumbline/nx'] });
  write('db/project.json', { name: 'db', targets });
  write('db/plumbline.config.ts', CONFIG);
  write('db/versions/.gitkeep', '');
  const variables = { NX_NO_CLOUD: 'true', NX_TUI: 'false', CI: '' };
  const nxBin = join(WORKSPACE, 'node_modules/nx/dist/bin/nx.js');
  const nx = (...words) => ({ words: [nxBin, ...words], cwd: folder });
  const plumbline = (...words) => ({
    words: [join(folder, 'node_modules/@plumbline/engine/bin/plumbline.js'), ...words],
    cwd: join(folder, 'db'),
  });
  for (const message of ['one', 'two', 'three'])
    await runOnce({ name: message, ...plumbline('revision', '--empty', '-m', message), variables });
  await runOnce({ name: 'upgrade', ...plumbline('upgrade'), variables });
  return {
    ...{ folder, nx, plumbline, variables },
    remove: async () => {
      await runOnce({ name: 'the end of the daemon', ...nx('daemon', '--stop'), variables });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Links the packages one by one, so that those of this repository can stand beside them. */
function linkPackages(target) {
  const source = join(WORKSPACE, 'node_modules');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source).filter(
    (entry) => !entry.startsWith('.') && entry !== '@plumbline',
  )) {
    if (!SCOPES.test(name)) symlinkSync(join(source, name), join(target, name), 'dir');
    else {
      mkdirSync(join(target, name));
      for (const part of readdirSync(join(source, name)))
        symlinkSync(join(source, name, part), join(target, name, part), 'dir');
    }
  }
}

function writeEmptyExecutor(write) {
  const at = (file) => `node_modules/does-nothing/${file}`;
  write(at('package.json'), { name: 'does-nothing', version: '1.0.0', executors: './executors.json' });
  write(at('executors.json'), {
    executors: { empty: { implementation: './empty.js', schema: './schema.json' } },
  });
  write(at('schema.json'), { version: 2, outputCapture: 'direct-nodejs', type: 'object', properties: {} });
  write(at('empty.js'), 'exports.default = async () => ({ success: true });\n');
}
