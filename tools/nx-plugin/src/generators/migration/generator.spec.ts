import { addProjectConfiguration, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { PlumblineError, runCommand } from '@plumbline/engine';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrationGenerator } from './generator';

jest.mock('@plumbline/engine', () => ({
  ...jest.requireActual<object>('@plumbline/engine'),
  runCommand: jest.fn(),
}));
const run = jest.mocked(runCommand);
const REVISION = "export const revision = 'abc'; export const   unformatted = true;\n";

describe('nx g migration', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    addProjectConfiguration(tree, 'app', { root: 'apps/app' });
    addProject('db', 'migrations');
    run.mockReset().mockImplementation(async (_name, options, io) => {
      io.writeFile?.(join(String(options['config']), '../versions/abc_add_users.ts'), REVISION);
      return 0;
    });
  });

  function addProject(name: string, root: string): void {
    addProjectConfiguration(tree, name, { root });
    tree.write(`${root}/plumbline.config.ts`, '');
  }

  function calledWith(): unknown {
    return run.mock.calls.map(([name, options]) => [name, options]);
  }

  it('writes the revision of the engine into the tree, byte for byte, and nothing to the disk', async () => {
    await migrationGenerator(tree, { message: 'add users' });
    expect(tree.read('migrations/versions/abc_add_users.ts', 'utf8')).toBe(REVISION);
    expect(existsSync(join(tree.root, 'migrations'))).toBe(false);
  });

  it('leaves the commands for new files until the file is on the disk', async () => {
    const afterwards = jest.fn(async () => undefined);
    run.mockImplementation(async (_name, options, io) => {
      io.writeFile?.(join(String(options['config']), '../versions/abc.ts'), REVISION, afterwards);
      return 0;
    });
    const callback = await migrationGenerator(tree, { message: 'add users' });
    expect(afterwards).not.toHaveBeenCalled();
    await callback();
    expect(afterwards).toHaveBeenCalledTimes(1);
    const failed = { command: 'prettier --write abc.ts', file: 'abc.ts', reason: 'Its exit code is 2.' };
    afterwards.mockRejectedValue(new PlumblineError('post-write-failed', failed));
    await expect(callback()).rejects.toThrow(
      /abc\.ts was written and kept.*\nIts exit code is 2\.\nNext: Run it by hand/,
    );
  });

  it('calls the same command as migrate-create', async () => {
    await migrationGenerator(tree, {
      message: 'add users',
      empty: true,
      base: 'revisions',
      branchLabel: 'search',
      dependsOn: ['a1', 'b2'],
      env: 'ci',
    });
    expect(calledWith()).toEqual([
      [
        'revision',
        {
          message: 'add users',
          empty: true,
          base: 'revisions',
          branchLabel: ['search'],
          dependsOn: ['a1', 'b2'],
          env: 'ci',
          config: join(tree.root, 'migrations/plumbline.config.ts'),
        },
      ],
    ]);
  });

  it.each([
    [2024, ['nx', 'g', 'migration', '2024'], '2024'],
    [10000000000, ['nx', 'g', 'migration', '1e10'], '1e10'],
    [12, ['nx', 'g', 'm', '--message=0012'], '0012'],
    [7, [], '7'],
  ])('takes the number %d for the message as it was typed', async (message, argv, text) => {
    const before = process.argv;
    process.argv = argv;
    await migrationGenerator(tree, { message }).finally(() => (process.argv = before));
    expect(run.mock.calls[0]?.[1]).toMatchObject({ message: text });
  });

  it('says what to type when several projects have a configuration', async () => {
    addProject('billing-db', 'billing/db');
    await expect(migrationGenerator(tree, { message: 'x' })).rejects.toThrow(
      'Add one of: --project=billing-db, --project=db',
    );
    await migrationGenerator(tree, { message: 'x', project: 'billing-db' });
    expect(tree.exists('billing/db/versions/abc_add_users.ts')).toBe(true);
  });

  it('says what is missing when the project has no configuration, or none has', async () => {
    await expect(migrationGenerator(tree, { message: 'x', project: 'app' })).rejects.toThrow(
      "The project 'app' has no plumbline.config.ts. Projects that have one: db.",
    );
    tree.delete('migrations/plumbline.config.ts');
    await expect(migrationGenerator(tree, { message: 'x' })).rejects.toThrow(
      'No project has a plumbline.config.ts. Write one beside the project.json',
    );
  });

  it('fails when the command does', async () => {
    run.mockResolvedValue(4);
    await expect(migrationGenerator(tree, { message: 'x' })).rejects.toThrow(
      'No migration was written (exit code 4); the reason is above.',
    );
  });
});
