import type { TestProject } from '../support/project';
import { createBranches, document, failure } from '../support/branches';

/** An editor that adds a line and leaves; or does what `EDITS` says. */
const EDITOR = `const { readFileSync, writeFileSync } = require('node:fs');
const file = process.argv.at(-1);
const [from, to] = process.argv.slice(2, 4);
writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
console.log('the editor was here');
`;

describe('edit', () => {
  let project: TestProject;
  beforeEach(() => {
    // The editor has the terminal of the process.
    project = createBranches({ aaaa: { down: null }, bbbb: { down: 'aaaa' } }, undefined, false);
    project.write('the editor.cjs', EDITOR);
  });
  afterEach(() => project.remove());

  const edit = (variables: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    project.plumblineWith(variables, 'edit', ...args);
  const editor = (from: string, to: string): string =>
    `"${process.execPath}" 'the editor.cjs' ${JSON.stringify(from)} '${to}'`;

  it('opens the file in the editor, whose command is parted without a shell', async () => {
    const variables = { EDITOR: editor('Revision bbbb', '$(touch x); done') };
    const { code, stdout } = await edit(variables);
    expect(code).toBe(0);
    expect(stdout).toBe('the editor was here\nversions/2_bbbb.ts was changed; its header is in order.\n');
    expect(project.read('versions/2_bbbb.ts')).toContain(' * $(touch x); done\n');
    expect((await edit({ VISUAL: 'true', EDITOR: 'false' }, 'aaaa')).stdout).toContain('was not changed');
  });

  it('opens where the database is', async () => {
    expect(await failure(edit({ EDITOR: 'true' }, 'current', '--json'))).toMatchObject({
      code: 'no-revision-named',
    });
    await project.plumbline('upgrade', 'aaaa');
    const report = await document(edit({ EDITOR: editor('Revision', 'Thing') }, 'current', '--json'));
    expect(report).toMatchObject({ revision: { revision: 'aaaa', message: 'Thing aaaa' }, changed: true });
  });

  it('says what is wrong with a header after the editor', async () => {
    const unread = edit({ EDITOR: editor("'aaaa'", 'parent()') }, 'bbbb', '--json');
    expect(await failure(unread)).toMatchObject({ code: 'invalid-revision-file', exitCode: 4 });
    const orphan = await failure(edit({ EDITOR: editor('null', '\\"zzzz\\"') }, 'aaaa', '--json'));
    expect(orphan.exitCode).toBe(4);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no-editor', {}],
    ['no-editor', { VISUAL: ' ', EDITOR: '' }],
    ['editor-failed', { EDITOR: 'false' }],
    ['editor-failed', { EDITOR: 'no-such-editor --wait' }],
  ])('refuses with %s: %j', async (code, variables) => {
    expect(await failure(edit(variables, 'head', '--json'))).toMatchObject({ code, exitCode: 2 });
  });
});
