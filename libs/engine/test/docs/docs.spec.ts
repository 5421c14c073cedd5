import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { catalogue } from '../../src/errors/catalogue';
import { PAGES } from '@plumbline/testing/pages';
import { WORKSPACE } from '../support/project';
import { renderCliDocs } from './cli-docs';

const docs = join(WORKSPACE, 'docs');
const read = (name: string): string => readFileSync(join(docs, name), 'utf8');

describe('the docs', () => {
  it('of the command line are what it prints (UPDATE_DOCS=1 writes them)', () => {
    const wanted = renderCliDocs();
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(join(docs, 'cli.md'), wanted);
    expect(read('cli.md')).toBe(wanted);
  });

  it('of the errors have a section for each code of the catalogue, with its exit code, and for no other', () => {
    const documented = [...read('errors.md').matchAll(/^### ([a-z-]+) \((\d+)\)$/gm)].map(
      ([, code, exit]) => [code, Number(exit)],
    );
    const known = Object.entries(catalogue).map(([code, { exit }]) => [code, exit]);
    expect(documented.sort()).toEqual(known.sort());
  });

  it('of trouble have every error of the catalogue, with its place among the errors, and no other', () => {
    const linked = read('troubleshooting.md').matchAll(/\[`([a-z-]+)`\]\(errors\.md#([a-z0-9-]+)\)/g);
    const known = Object.entries(catalogue).map(([code, { exit }]) => `${code} ${code}-${exit}`);
    expect([...new Set([...linked].map(([, code, anchor]) => `${code} ${anchor}`))].sort()).toEqual(
      known.sort(),
    );
  });

  it('have an index that leads to every page', () => {
    const linked = new Set([...read('README.md').matchAll(/\]\(([a-z-]+\.md)\)/g)].map(([, name]) => name));
    const pages = readdirSync(docs).filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(pages.filter((name) => !linked.has(name))).toEqual([]);
  });

  it('link to files that are there', () => {
    const files = PAGES.map((page) => join(WORKSPACE, page));
    const dead = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => resolve(dirname(file), target))
        .filter((target) => !existsSync(target))
        .map((target) => `${file}: ${target}`),
    );
    expect(dead).toEqual([]);
  });
});
