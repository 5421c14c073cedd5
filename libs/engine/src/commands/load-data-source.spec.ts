import type { Project } from './project';
import { loadDataSource } from './load-data-source';

const SOURCE = { options: { type: 'postgres' } };
const projectWith = (dataSource: () => unknown): Project =>
  ({ config: { file: 'plumbline.config.ts', dataSource } }) as unknown as Project;

describe('loadDataSource', () => {
  it.each<[string, unknown]>([
    ['a data source', SOURCE],
    ['a function of one', () => SOURCE],
    ['a module with a default export', { default: SOURCE, other: 1 }],
    ['a module with a named export', { dataSource: SOURCE, other: 1 }],
    ['a CommonJS module with a named export, imported', { default: { dataSource: SOURCE } }],
    ['a CommonJS module with a default export, imported', { default: { default: SOURCE } }],
    ['a module whose default export is a function', { default: () => SOURCE }],
  ])('takes %s', async (_, given) => {
    expect(
      await loadDataSource(
        projectWith(() => given),
        'postgres',
      ),
    ).toBe(SOURCE);
  });

  it('takes none of several', async () => {
    const several = { one: SOURCE, other: { options: { type: 'postgres' } } };
    expect(
      await loadDataSource(
        projectWith(() => several),
        'postgres',
      ),
    ).toBe(several);
  });
});
