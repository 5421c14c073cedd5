import { addProjectConfiguration } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { runCommand } from '@plumbline/engine';
import { join } from 'node:path';
import { mergeGenerator } from './generator';

jest.mock('@plumbline/engine', () => ({
  ...jest.requireActual<object>('@plumbline/engine'),
  runCommand: jest.fn(),
}));
const run = jest.mocked(runCommand);

describe('nx g @plumbline/nx:merge', () => {
  it('calls the merge command, with what it writes in the tree', async () => {
    const tree = createTreeWithEmptyWorkspace();
    addProjectConfiguration(tree, 'db', { root: 'migrations' });
    tree.write('migrations/plumbline.config.ts', '');
    run.mockImplementation(async (_name, options, io) => {
      io.writeFile?.(join(String(options['config']), '../versions/abc_both.ts'), 'text');
      return 0;
    });
    await mergeGenerator(tree, { message: 'both', revisions: ['3f2a', 12] });
    expect(run.mock.calls.map(([name, options]) => [name, options])).toEqual([
      [
        'merge',
        {
          message: 'both',
          revisions: ['3f2a', '12'],
          config: join(tree.root, 'migrations/plumbline.config.ts'),
        },
      ],
    ]);
    expect(tree.read('migrations/versions/abc_both.ts', 'utf8')).toBe('text');
  });
});
