import { PAGES, readPage } from '@plumbline/testing/pages';
import { mistakesIn, typescriptOf, type Files } from './typescript-of-pages';

/** What a page says is there already. */
const BESIDE_THEM: Files = new Map([
  [
    'docs/adoption.md/src/migrations/1690000000000-add-users.ts',
    `import type { MigrationInterface, QueryRunner } from 'typeorm';
export class AddUsers1690000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> { await runner.createSchema('users'); }
  async down(runner: QueryRunner): Promise<void> { await runner.dropSchema('users'); }
}`,
  ],
]);

/** With a class that a later edit takes away, and two misspelt words. */
const WRONG = [
  '<!-- file: user.ts -->\n\n```ts\nexport class User {}\n```\n',
  "<!-- file: query.ts -->\n\n```ts\nimport { User } from './user';\nexport const user = new User();\n```\n",
  '<!-- file: user.ts -->\n\n```ts\nexport class Person {}\n```\n',
  "```ts\nop.dropTabel('users');\n```\n",
  '```ts\nexclude: { tabels: [] },\n```\n',
];

it('the TypeScript of the pages compiles, and is looked at', () => {
  const files = PAGES.flatMap((page) => [...typescriptOf(page, readPage(page))]);
  const wrong = typescriptOf('wrong.md', WRONG.join('\n'));
  expect(mistakesIn(new Map([...files, ...BESIDE_THEM, ...wrong]))).toEqual([
    expect.stringMatching(/^wrong.md\/1\/query.ts: .*'User'/),
    expect.stringMatching(/^wrong.md\/1\/.*'dropTabel' does not exist/),
    expect.stringMatching(/^wrong.md\/1\/.*'tabels' does not exist/),
  ]);
});
