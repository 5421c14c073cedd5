'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { join, sep } = require('node:path');

const source = join(__dirname, '..', 'src');
let registered = false;

/**
 * Lets the engine be required from its TypeScript sources. This happens in its repository only: the published package
 * has JavaScript, and there it does nothing. SWC takes a third of a millisecond a file, so that there is no build
 * step and no cache to go stale. The user's files are none of its business; the engine loads those itself.
 */
function registerSource() {
  if (registered || existsSync(join(source, 'cli', 'main.js'))) return;
  registered = true;
  const previous = require.extensions['.ts'];
  process.setSourceMapsEnabled(true);
  require.extensions['.ts'] = (module, file) => {
    if (!file.startsWith(source + sep) && previous !== undefined) return previous(module, file);
    const { transformSync } = require('@swc/core');
    const { code } = transformSync(readFileSync(file, 'utf8'), {
      filename: file,
      swcrc: false,
      configFile: false,
      sourceMaps: 'inline',
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' }, keepClassNames: true },
    });
    return module._compile(code, file);
  };
}

module.exports = { registerSource };
