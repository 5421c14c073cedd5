// Builds a package as it is published:
//
//   node tools/publish/build.mjs engine            into dist/libs/engine
//   node tools/publish/build.mjs engine <folder>   elsewhere
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { writeDeclarations } from './declarations.mjs';
import { noticesOf } from './licences.mjs';
import { publishedManifest } from './manifest.mjs';
import { listedModules, PACKAGES, publicEntries, WORKSPACE } from './packages.mjs';

/**
 * @param {string} project a key of {@link PACKAGES}
 * @param {string} [folder] where the package is written; what is there is removed first
 * @returns {Promise<string>} the folder
 */
export async function buildPackage(project, folder) {
  const published = PACKAGES[project];
  if (published === undefined)
    throw new Error(`There is no package '${project}'; there are ${Object.keys(PACKAGES).join(', ')}.`);
  const root = join(WORKSPACE, published.root);
  const target = folder ?? join(WORKSPACE, 'dist', published.root);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = publicEntries(manifest.name);
  const commands = Object.entries(manifest.bin ?? {});
  const { external, bundled } = await bundle({
    entries: {
      ...Object.fromEntries([...entries, ...listedModules(published)]),
      ...Object.fromEntries(
        Object.entries(published.programs).map(([name, file]) => [name, join(root, file)]),
      ),
    },
    published,
    folder: target,
  });
  for (const [, file] of commands) writeCommand(join(target, file));
  const types = writeDeclarations({ entries, source: join(root, 'src'), folder: target });
  const notices = noticesOf(bundled);
  if (notices.text !== '') writeFileSync(join(target, 'THIRD-PARTY-LICENCES.txt'), notices.text);
  for (const name of [...published.assets, ...published.lists])
    copyAsset(join(root, name), join(target, name));
  cpSync(join(WORKSPACE, 'LICENSE'), join(target, 'LICENSE'));
  writeFileSync(
    join(target, 'package.json'),
    `${JSON.stringify(
      publishedManifest(manifest, {
        entries: [...entries.keys()],
        json: published.lists,
        files: readdirSync(target).sort(),
        imports: new Set([...external, ...types]),
        bundled: notices.names,
      }),
      undefined,
      2,
    )}\n`,
  );
  return target;
}

/** A file, or all that is no code in a folder: schemas, templates. */
function copyAsset(from, to) {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => !/(?<!\.d)\.ts$|[\\/](testing|__snapshots__)$/.test(path),
  });
}

/** The program of a command; in the workspace it is a file that compiles the sources first. */
function writeCommand(file) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "#!/usr/bin/env node\n'use strict';\nrequire('../cli').start();\n");
  chmodSync(file, 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [project = '', folder] = process.argv.slice(2);
  process.stdout.write(
    `${await buildPackage(project, folder === undefined ? undefined : resolve(folder))}\n`,
  );
}
