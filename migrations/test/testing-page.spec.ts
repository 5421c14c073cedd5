import { blocksOf, readPage } from '@plumbline/testing/pages';
import ts from 'typescript';

const examples = blocksOf(readPage('docs/testing.md')).filter(
  (block) => block.kind === 'example' && block.language === 'ts',
);

/** Test files that a page shows, each in a `describe` of its own. */
describe.each(examples.map(({ text }, index) => ({ text, number: index + 1 })))(
  'example $number of docs/testing.md',
  ({ text }) => {
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    new Function('require', 'exports', outputText)(require, {});
  },
);

it('docs/testing.md has examples', () => {
  expect(examples).toHaveLength(4);
});
