// Compiles the service and the library of its entities to JavaScript, for an image without a compiler:
//
//   node apps/analytics-api/scripts/build.mjs <folder>
//
// The folders keep their places, so that the links of npm's workspaces in node_modules lead to what was built.
import { transformFile } from '@swc/core';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const PROJECTS = ['apps/analytics-api', 'libs/analytics-core'];

/** What `jest.preset.js` and `nx serve` compile with, too: decorators of TypeScript, with the types they ask for. */
const OPTIONS = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
};

const folder = resolve(process.argv[2] ?? join(WORKSPACE, 'dist'));
for (const project of PROJECTS) {
  const source = join(WORKSPACE, project, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter(
    (name) => name.endsWith('.ts') && !/\.spec\.ts$|(^|\/)testing\//.test(name),
  )) {
    const target = join(folder, project, 'src', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const { code } = await transformFile(join(source, file), OPTIONS);
    writeFileSync(target, code);
  }
  cpSync(join(WORKSPACE, project, 'package.json'), join(folder, project, 'package.json'));
  process.stdout.write(`${relative(process.cwd(), join(folder, project))}\n`);
}
