'use strict';
const { createHash, randomBytes } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, sep } = require('node:path');

const source = join(__dirname, '..', 'src');
const kept = join(__dirname, '../../../node_modules/.cache/plumbline-source');
const OPTIONS = {
  swcrc: false,
  configFile: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: { target: 'es2022', parser: { syntax: 'typescript' }, keepClassNames: true },
};
let registered = false;

/**
 * Lets the engine be required from its TypeScript sources. This happens in its repository only: the published package
 * has JavaScript, and there it does nothing. There is no build step: what SWC makes of a file is kept by the file's content,
 * so that a start does not even load the compiler. The user's files are none of its business; the engine loads those itself.
 */
function registerSource() {
  if (registered || existsSync(join(source, 'cli', 'main.js'))) return;
  registered = true;
  const previous = require.extensions['.ts'];
  process.setSourceMapsEnabled(true);
  require.extensions['.ts'] = (module, file) => {
    if (!file.startsWith(source + sep) && previous !== undefined) return previous(module, file);
    return module._compile(compiled(file), file);
  };
}

function compiled(file) {
  const text = readFileSync(file, 'utf8');
  const { version } = require('@swc/core/package.json');
  const key = createHash('sha256')
    .update(JSON.stringify([version, OPTIONS, file, text]))
    .digest('hex');
  const path = join(kept, `${key}.js`);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const code = compile(file, text);
  keep(path, code);
  return code;
}

/** Under another name first, as several processes may begin at once. Where nothing can be written, each compiles. */
function keep(path, code) {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    mkdirSync(kept, { recursive: true });
    writeFileSync(temporary, code);
    renameSync(temporary, path);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

function compile(file, text) {
  const { transformSync } = require('@swc/core');
  return transformSync(text, { filename: file, ...OPTIONS }).code;
}

module.exports = { registerSource };
