import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The notices of the packages that became part of the code, as their licences ask.
 *
 * @param {Iterable<string>} folders of these packages
 * @returns {{ names: ReadonlySet<string>, text: string }}
 */
export function noticesOf(folders) {
  const all = [...folders].map(noticeOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    names: new Set(all.map(({ name }) => name)),
    text: all.map(({ title, text }) => `${title}\n\n${text.trim()}\n`).join(`\n${'-'.repeat(80)}\n\n`),
  };
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence in ${folder}, so it cannot be bundled.`);
  return { name, title: `${name} ${version} (${license})`, text: readFileSync(join(folder, file), 'utf8') };
}
