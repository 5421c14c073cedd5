#!/usr/bin/env node
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { join, sep } = require('node:path');

const source = join(__dirname, '..', 'src');

/**
 * Loads the engine's own TypeScript, in its repository only: the published package has JavaScript and never gets
 * here. SWC takes a third of a millisecond a file, so that there is no build step and no cache to go stale.
 * The user's files are none of its business; the engine loads those itself.
 */
function registerSource() {
  const { transformSync } = require('@swc/core');
  const previous = require.extensions['.ts'];
  process.setSourceMapsEnabled(true);
  require.extensions['.ts'] = (module, file) => {
    if (!file.startsWith(source + sep) && previous !== undefined) return previous(module, file);
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

// `plumbline history | head` closes the pipe early; that is no failure of the command.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
}

if (!existsSync(join(source, 'cli', 'main.js'))) registerSource();

require('../src/cli/main')
  .main(process.argv.slice(2))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      process.exitCode = 1;
      process.stderr.write(`plumbline: ${error?.stack ?? error}\n`);
    },
  );
