// Builds packages, packs them as npm does for publishing, and judges what came of it:
//
//   node tools/publish/pack.mjs <folder> [project …]
//
// Writes the tarballs into the folder and prints a line for each: its path. Ends with 1 where publint or attw, which
// resolve the package in every way that TypeScript and Node know, find something to say.
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { buildPackage } from './build.mjs';
import { PACKAGES, WORKSPACE } from './packages.mjs';

/**
 * @param {string} project a key of {@link PACKAGES}
 * @param {string} folder where the tarball is written
 * @returns {Promise<string>} its path
 */
export async function packPackage(project, folder) {
  mkdirSync(folder, { recursive: true });
  const built = mkdtempSync(join(folder, 'build-'));
  try {
    await buildPackage(project, built);
    const words = ['pack', built, '--json', '--ignore-scripts', `--pack-destination=${folder}`];
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const printed = execFileSync(npm, words, {
      cwd: WORKSPACE,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename }] = JSON.parse(printed);
    return join(folder, filename);
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}

/** What is wrong with a tarball for those who install it, a sentence for each. */
export async function judgeTarball(file) {
  const data = readFileSync(file);
  const { messages, pkg } = await publint({
    pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) },
    strict: true,
  });
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(new Uint8Array(data)));
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg)}`),
    ...(types === false ? ['attw: It has no types.'] : []),
    ...problems.map((problem) => `attw: ${JSON.stringify(problem)}`),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = 'dist', ...projects] = process.argv.slice(2);
  for (const project of projects.length > 0 ? projects : Object.keys(PACKAGES)) {
    const file = await packPackage(project, resolve(folder));
    process.stdout.write(`${file}\n`);
    for (const problem of await judgeTarball(file)) {
      process.stderr.write(`${problem}\n`);
      process.exitCode = 1;
    }
  }
}
