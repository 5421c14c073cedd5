import type { ExecutorContext } from '@nx/devkit';
import { runCommand, type CommandIo } from '@plumbline/engine';
import { COMMANDS } from '@plumbline/engine/commands';
import { join } from 'node:path';
import { testWorkspace, type TestWorkspace } from '../testing/workspace';
import * as executors from './commands';

jest.mock('@plumbline/engine', () => ({
  ...jest.requireActual<object>('@plumbline/engine'),
  runCommand: jest.fn(),
}));
const run = jest.mocked(runCommand);

describe('the executors', () => {
  let workspace: TestWorkspace;
  beforeEach(() => {
    workspace = testWorkspace({ 'db/plumbline.config.ts': '', 'bare/project.json': '{}' });
    run.mockReset().mockResolvedValue(0);
  });
  afterEach(() => workspace.remove());

  function context(given: Partial<ExecutorContext> = {}): ExecutorContext {
    return {
      root: workspace.root,
      cwd: workspace.root,
      isVerbose: false,
      projectName: 'db',
      targetName: 'migrate-upgrade',
      projectsConfigurations: { version: 2, projects: { db: { root: 'db' }, bare: { root: 'bare' } } },
      nxJsonConfiguration: {},
      projectGraph: { nodes: {}, dependencies: {} },
      ...given,
    };
  }

  it('are one for each command', () => {
    expect(Object.keys(executors).sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  it('hand the options to the engine, with the configuration file of the project', async () => {
    const result = await executors.upgrade({ revision: -1, __unparsed__: ['--revision=-1'] }, context());
    expect(result).toEqual({ success: true });
    expect(run).toHaveBeenCalledWith(
      'upgrade',
      { revision: '-1', config: join(workspace.root, 'db/plumbline.config.ts') },
      expect.objectContaining({ cwd: workspace.root }),
    );
  });

  it.each([1, 3, 130])('fail when the exit code is %d', async (code) => {
    run.mockResolvedValue(code);
    expect(await executors.check({}, context())).toEqual({ success: false });
  });

  it("take Nx's configuration for the environment, unless one is named", async () => {
    await executors.current({}, context({ configurationName: 'production' }));
    await executors.current({ __unparsed__: ['--env=ci'] }, context({ configurationName: 'production' }));
    expect(run.mock.calls.map(([, options]) => options['env'])).toEqual(['production', 'ci']);
  });

  it('take another configuration file, and none where the project has none', async () => {
    const cwd = join(workspace.root, 'bare');
    await executors.current({ __unparsed__: ['--config', 'x.ts'] }, context({ cwd }));
    await executors.current({}, context({ projectName: 'bare' }));
    expect(run.mock.calls.map(([, options]) => options['config'])).toEqual([join(cwd, 'x.ts'), undefined]);
  });

  it("are verbose when Nx is, and leave the process's signals as they were", async () => {
    const before = process.listenerCount('SIGINT');
    let aborted: boolean | undefined;
    run.mockImplementation(async (_name, _options, io: CommandIo) => {
      process.emit('SIGINT');
      aborted = io.signal?.aborted;
      return 130;
    });
    expect(await executors.upgrade({}, context({ isVerbose: true }))).toEqual({ success: false });
    expect(run.mock.calls[0]?.[1]).toMatchObject({ verbose: true });
    expect(aborted).toBe(true);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
