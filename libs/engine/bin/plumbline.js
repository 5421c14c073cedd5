#!/usr/bin/env node
'use strict';
require('./source').registerSource();

// `plumbline history | head` closes the pipe early; that is no failure of the command.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
}

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
