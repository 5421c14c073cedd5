import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as engine from '../index';
import { loadConfig } from './load-config';
import { evaluatePlainConfig } from './plain-config';

const IMPORT = "import { defineConfig, env } from '@plumbline/engine';\n";
const ENVIRONMENTS = "environments: { development: { url: env('DATABASE_URL', 'sqlite:///./x.db') } }";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'plumbline-config-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, name = 'plumbline.config.ts'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('a plain configuration', () => {
  const PLAIN = `// The configuration.\n${IMPORT}const versions = 'revisions';
export default defineConfig({
  versions,
  dataSource: () => import('./data-source'),
  ${ENVIRONMENTS},
});
`;

  it('is evaluated without a compiler, whatever its ending and its line ends', () => {
    for (const name of ['plumbline.config.ts', 'plumbline.config.mjs']) {
      for (const text of [PLAIN, PLAIN.replaceAll('\n', '\r\n'), PLAIN.replaceAll(';', '')]) {
        expect(evaluatePlainConfig(write(text, name), engine)).toMatchObject({
          versions: 'revisions',
          environments: { development: { url: { env: 'DATABASE_URL', default: 'sqlite:///./x.db' } } },
        });
      }
    }
  });

  it('has a data source that can import TypeScript', async () => {
    const config = await loadConfig(write(PLAIN));
    writeFileSync(join(folder, 'data-source.ts'), "const name: string = 'it';\nexport default name;\n");
    await expect(config.dataSource?.({ dialect: 'sqlite' })).resolves.toMatchObject({ default: 'it' });
  });
});

describe('any other configuration', () => {
  it.each([
    ['types', `${IMPORT}export default { ${ENVIRONMENTS} } satisfies object;`],
    ['type arguments', `${IMPORT}export default ((x) => x)<object>({ ${ENVIRONMENTS} });`],
    ['an import for its effects', `import './name';\n${IMPORT}export default { ${ENVIRONMENTS} };`],
    [
      'TypeScript beside it',
      `import { name } from './name';\n${IMPORT}export default { versions: name, ${ENVIRONMENTS} };`,
    ],
    ['another function', `${IMPORT}export default { include: () => __dirname !== '', ${ENVIRONMENTS} };`],
    ['no default export', "module.exports = { environments: { development: { url: 'sqlite:///./x.db' } } };"],
  ])('goes through the loader of modules: %s', async (_, text) => {
    writeFileSync(join(folder, 'name.ts'), "export const name: string = 'versions';\n");
    const file = write(text);
    expect(evaluatePlainConfig(file, engine)).toBeUndefined();
    const config = await loadConfig(file);
    expect(Object.keys(config.environments)).toEqual(['development']);
    expect(config.versions).toEqual([join(folder, 'versions')]);
    if (typeof config.include === 'function') expect(config.include({} as never)).toBe(true);
  });

  it('says why it cannot be loaded', async () => {
    mkdirSync(join(folder, 'directory'));
    const files = [write('throw new Error("broken");', 'a.ts'), write('export default {', 'b.ts')];
    for (const file of [...files, join(folder, 'directory')]) {
      await expect(loadConfig(file)).rejects.toMatchObject({ code: 'invalid-config' });
    }
  });
});
