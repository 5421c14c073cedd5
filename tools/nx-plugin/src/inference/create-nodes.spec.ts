import type { CreateNodesContext, TargetConfiguration } from '@nx/devkit';
import { COMMANDS } from '@plumbline/engine/commands';
import { testWorkspace, type TestWorkspace } from '../testing/workspace';
import { createNodes, createNodesV2 } from './create-nodes';
import { CACHED_USES } from './command-targets';
import type { PlumblinePluginOptions } from './plugin-options';

const CONFIG = `throw new Error('inference must not run the configuration');
export default { environments: { development: { url: env('DATABASE_URL', 'x') }, production: {} } };`;

describe('createNodes', () => {
  let workspace: TestWorkspace | undefined;
  afterEach(() => workspace?.remove());

  /** The targets that are inferred from the files, by the folder of the project. */
  async function infer(
    files: Readonly<Record<string, string>>,
    options?: PlumblinePluginOptions,
    namedInputs: CreateNodesContext['nxJsonConfiguration']['namedInputs'] = {},
  ): Promise<Record<string, Record<string, TargetConfiguration>>> {
    workspace = testWorkspace(files);
    const [, create] = createNodes;
    const found = Object.keys(files).filter((file) => file.includes('plumbline.config.'));
    const results = await create(found, options, {
      workspaceRoot: workspace.root,
      nxJsonConfiguration: { namedInputs },
    });
    return Object.fromEntries(
      results
        .flatMap(([, result]) => Object.entries(result.projects ?? {}))
        .map(([root, project]) => [root, project.targets ?? {}]),
    );
  }

  it('gives a project one target for each command', async () => {
    const targets = (await infer({ 'db/project.json': '{}', 'db/plumbline.config.ts': CONFIG }))['db'];
    const known = [...COMMANDS, ...CACHED_USES];
    expect(Object.keys(targets ?? {})).toEqual(known.map(({ target }) => `migrate-${target}`));
    expect(targets?.['migrate-upgrade']).toEqual({
      executor: '@plumbline/nx:upgrade',
      cache: false,
      parallelism: false,
      configurations: { development: { env: 'development' }, production: { env: 'production' } },
      metadata: {
        description: 'Apply what is pending.',
        technologies: ['plumbline', 'typeorm'],
        help: { command: 'npx plumbline upgrade --help', example: { options: { revision: '+2' } } },
      },
    });
  });

  it('says of every target what it does, how to use it and where to read more', async () => {
    const targets = (await infer({ 'db/project.json': '{}', 'db/plumbline.config.ts': CONFIG }))['db'] ?? {};
    for (const [name, { metadata }] of Object.entries(targets)) {
      const help = { command: expect.stringMatching(/^npx plumbline [a-z]+ --help$/) as unknown };
      expect([name, metadata]).toMatchObject([
        name,
        {
          description: expect.stringMatching(/^[A-Z].*\.$/) as unknown,
          technologies: ['plumbline', 'typeorm'],
          help,
        },
      ]);
    }
  });

  it('never caches what touches a database or writes, nor runs it beside another task', async () => {
    const targets = (await infer({ 'db/project.json': '{}', 'db/plumbline.config.ts': CONFIG }))['db'];
    for (const { name, target } of COMMANDS) {
      const { cache, parallelism } = targets?.[`migrate-${target}`] ?? {};
      const readsFilesOnly = name === 'heads' || name === 'branches';
      expect([name, cache, parallelism]).toEqual([name, readsFilesOnly, readsFilesOnly ? undefined : false]);
    }
  });

  it('names the production input only where the workspace has one', async () => {
    const files = { 'db/project.json': '{}', 'db/plumbline.config.ts': CONFIG };
    const without = (await infer(files))['db'];
    workspace?.remove();
    const having = (await infer(files, {}, { production: ['default'] }))['db'];
    const variable = { env: 'DATABASE_URL' };
    expect(without?.['migrate-heads']?.inputs).toEqual(['default', '^default', variable]);
    expect(having?.['migrate-heads']?.inputs).toEqual(['production', '^production', variable]);
  });

  it('gives a target of its own to each use of a command that is a function of files, and caches it', async () => {
    const targets = (await infer({ 'db/project.json': '{}', 'db/plumbline.config.ts': CONFIG }))['db'];
    expect(targets?.['migrate-check-revisions']).toMatchObject({
      executor: '@plumbline/nx:check',
      options: { base: 'revisions' },
      cache: true,
      inputs: ['default', '^default', { env: 'DATABASE_URL' }],
      outputs: [],
      configurations: { development: { env: 'development' } },
    });
    expect(targets?.['migrate-script']).toMatchObject({
      executor: '@plumbline/nx:plan',
      cache: true,
      outputs: ['{options.output}'],
    });
    expect(targets?.['migrate-graph']).toMatchObject({ executor: '@plumbline/nx:history', cache: true });
  });

  it('takes other names for single targets from nx.json, and refuses those of no target', async () => {
    const files = { 'db/project.json': '{}', 'db/plumbline.config.ts': CONFIG };
    const targets = (await infer(files, { targetNames: { upgrade: 'db-up' } }))['db'];
    expect(targets?.['db-up']).toMatchObject({ executor: '@plumbline/nx:upgrade' });
    expect(Object.keys(targets ?? {})).not.toContain('migrate-upgrade');
    workspace?.remove();
    const message = expect.stringContaining('targetNames of @plumbline/nx has upgarde, which is no target.');
    await expect(infer(files, { targetNames: { upgarde: 'up' } })).rejects.toMatchObject({
      errors: [['db/plumbline.config.ts', expect.objectContaining({ message })]],
    });
  });

  it('takes the prefix of the targets from nx.json', async () => {
    const files = { 'db/package.json': '{}', 'db/plumbline.config.mjs': CONFIG };
    const targets = (await infer(files, { targetPrefix: 'schema:' }))['db'];
    expect(Object.keys(targets ?? {})).toContain('schema:upgrade');
  });

  it('serves several projects, at the root too', async () => {
    const found = await infer({
      'package.json': '{}',
      'plumbline.config.ts': CONFIG,
      'a/b/project.json': '{}',
      'a/b/plumbline.config.cts': CONFIG,
    });
    expect(Object.keys(found).sort()).toEqual(['.', 'a/b']);
  });

  it('passes over a folder that is no project, and the lesser of two files', async () => {
    const found = await infer({
      'notes/plumbline.config.ts': CONFIG,
      'db/project.json': '{}',
      'db/plumbline.config.ts': 'export default { environments: { first: {} } }',
      'db/plumbline.config.js': 'module.exports = { environments: { second: {} } }',
    });
    expect(Object.keys(found)).toEqual(['db']);
    expect(found['db']?.['migrate-show']?.configurations).toEqual({ first: { env: 'first' } });
  });

  it('leaves configurations out where the environments are not written plainly', async () => {
    const found = await infer({ 'db/project.json': '{}', 'db/plumbline.config.ts': 'export default make()' });
    expect(found['db']?.['migrate-show']).not.toHaveProperty('configurations');
  });

  it('looks for one kind of file', () => {
    expect(createNodes[0]).toBe('**/plumbline.config.{ts,mts,cts,js,mjs,cjs}');
  });

  it('is the same under the name that earlier versions of Nx read', () => {
    expect(createNodesV2).toBe(createNodes);
  });
});
