import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_TABLES, ENTRIES, LEVELS, SELF_REFERENCES } from './levels';
import { levelViolations, localImports, readSources, sizeViolations } from './read-source';

const sources = readSources(join(__dirname, '../../src'));

describe('the architecture of the engine', () => {
  it('is made of the folders of the table', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(
      sources.map(({ path }) => path).filter((path) => !path.includes('/') && !ENTRIES.includes(path)),
    ).toEqual([]);
  });

  it('lets a folder import only from lower levels', () => {
    expect(sources.flatMap((file) => levelViolations(file, SELF_REFERENCES))).toEqual([]);
  });

  it('keeps files, functions and parameter lists short', () => {
    const judged = sources.filter(({ path }) => !DATA_TABLES.includes(path));
    expect(judged.flatMap(sizeViolations)).toEqual([]);
  });

  it('imports TypeORM nowhere, not even in the folder that reads its metadata, but for types', () => {
    const importers = sources.filter(({ text }) =>
      /(?:from|import\(|require\()\s*['"]typeorm['"]/.test(text),
    );
    const offenders = importers.filter(
      ({ path, text }) => !path.startsWith('entities/') || /import (?!type)[^;]*from 'typeorm'/.test(text),
    );
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  it('is the table that the docs print', () => {
    const docs = readFileSync(join(__dirname, '../../../../docs/architecture.md'), 'utf8');
    for (const [folder, level] of Object.entries(LEVELS)) {
      expect(docs).toMatch(new RegExp(`^\\| ${level} .*\`${folder}\``, 'm'));
    }
  });
});

describe('the guard itself', () => {
  const planted = (path: string, text: string) => levelViolations({ path, text }, SELF_REFERENCES);

  it('finds an import from a higher level, a type import too', () => {
    expect(planted('model/schema.ts', "import { diffSchemas } from '../diff/diff-schemas';")).toHaveLength(1);
    expect(
      planted('model/schema.ts', "import type { Operation } from '../operations/operation';"),
    ).toHaveLength(1);
    expect(
      planted('model/schema.ts', "export type X = import('../operations/operation').Operation;"),
    ).toHaveLength(1);
  });

  it('finds an import between folders of one level, of an entry, and of a folder nobody knows', () => {
    expect(planted('plan/plan.ts', "import { x } from '../diff/diff-schemas';")).toHaveLength(1);
    expect(planted('plan/plan.ts', "import { x } from '../index';")).toHaveLength(1);
    expect(planted('plan/plan.ts', "import { x } from '../helpers/x';")).toHaveLength(1);
    expect(planted('helpers/x.ts', '')).toHaveLength(1);
  });

  it('allows a lower level and the own folder', () => {
    expect(planted('plan/plan.ts', "import { x } from '../operations/operation'; import './other';")).toEqual(
      [],
    );
    expect(localImports({ path: 'a/b.ts', text: "const x = await import('../c/d');" })).toEqual(['c/d']);
  });

  it('finds a long function, a long file and a long parameter list', () => {
    const body = 'x();\n'.repeat(70);
    const file = `function f(a, b, c, d, e) {\n${body}}\n${'y();\n'.repeat(400)}`;
    expect(sizeViolations({ path: 'x.ts', text: file })).toHaveLength(3);
  });
});
