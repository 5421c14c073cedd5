import { readConfigText } from './read-config-text';

describe('readConfigText', () => {
  it('finds the modules and the environments of a plain configuration', () => {
    const text = `
      import { defineConfig, env } from '@plumbline/engine';

      export default defineConfig({
        dataSource: () => import('@analytics/core/data-source'),
        environments: {
          development: { url: env('DATABASE_URL', 'sqlite:///./analytics.db') },
          production: { url: env('DATABASE_URL'), expect: { database: 'analytics' } },
        },
      });`;
    expect(readConfigText(text)).toEqual({
      specifiers: ['@plumbline/engine', '@analytics/core/data-source'],
      environments: ['development', 'production'],
      variables: ['DATABASE_URL'],
    });
  });

  it('passes over comments and texts', () => {
    const text = `
      // dataSource: () => import('commented')
      /* environments: { commented: {} } */
      const note = "environments: { text: {} }, import('text')";
      export default { environments: { /* the only one */ real: { url: 'sqlite:///a//b' } } };`;
    expect(readConfigText(text)).toEqual({ specifiers: [], environments: ['real'], variables: [] });
  });

  it.each([
    [`module.exports = { dataSource: () => require("./data-source") }`, ['./data-source']],
    ['export default { dataSource: async () => (await import(`./a`)).b }', ['./a']],
    [`import 'reflect-metadata'; export { default } from '../other'`, ['reflect-metadata', '../other']],
    [`export default { dataSource: () => import(name) }`, []],
  ])('finds the modules of %s', (text, specifiers) => {
    expect(readConfigText(text).specifiers).toEqual(specifiers);
  });

  it('finds the variables that it reads, each once', () => {
    const text = `const url = env("A_URL"); export default { environments: { a: { url: env('B_URL', 'x') }, b: { url: env('B_URL') } } }`;
    expect(readConfigText(text).variables).toEqual(['A_URL', 'B_URL']);
  });

  it.each([
    [`environments: { 'eu-west': { url: 'x' }, local }`, ['eu-west', 'local']],
    [`environments: { ...others, ci: make({ url: 'x' }), [name]: {} }`, ['ci']],
    [`environments: everything`, []],
    [`environments: {}`, []],
    [``, []],
  ])('finds the environments of %s', (text, environments) => {
    expect(readConfigText(`export default { ${text} };`).environments).toEqual(environments);
  });
});
