import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createSqliteDatabase } from '@plumbline/testing';
import { connect } from '../support/apply';
import { document, failure } from '../support/branches';
import { createProject, type TestProject } from '../support/project';

const config = (more: string): string => `import { defineConfig } from '@plumbline/engine';

export default defineConfig({
  dialects: ['sqlite'],
  environments: { development: { url: 'sqlite:///./development.db' } },
  ${more}
});
`;

/** A formatter: takes options, changes what follows them in the last file of its words, and leaves a trace. */
const FORMATTER = `#!/usr/bin/env node
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const file = process.argv.at(-1);
const [name, from, to] = process.argv.slice(2, 5);
writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
appendFileSync('trace.txt', name + ' in ' + process.cwd() + '\\n');
`;

describe('a new revision file', () => {
  let project: TestProject;
  beforeEach(() => {
    project = createProject({ inProcess: true });
    project.write('node_modules/.bin/tidy', FORMATTER);
    chmodSync(join(project.folder, 'node_modules/.bin/tidy'), 0o755);
  });
  afterEach(() => project.remove());

  const revision = (...more: readonly string[]) =>
    project.plumbline('revision', '-m', 'add users', '--empty', ...more);
  const only = (): string => project.read(`versions/${project.versions()[0] ?? ''}`);

  it('is called as the template says', async () => {
    project.write('plumbline.config.ts', config("fileTemplate: '{timestamp}-{slug}',"));
    await document(revision('--json'));
    expect(project.versions()).toEqual([expect.stringMatching(/^\d{13}-add_users\.ts$/)]);
    expect((await project.plumbline('heads')).stdout).toContain('add users');
  });

  it('is never called so that it would not be read', async () => {
    project.write('plumbline.config.ts', config("fileTemplate: '{revision}',"));
    for (const id of ['_a', '.a', 'a.d']) {
      const { code } = await failure(revision('--rev-id', id, '--json'));
      expect(code).toBe('invalid-revision-file');
    }
    expect(project.versions()).toEqual([]);
    await document(revision('--rev-id', 'a', '--json'));
    expect(project.versions()).toEqual(['a.ts']);
  });

  it('refuses templates and commands that are none', async () => {
    project.write(
      'plumbline.config.ts',
      config("fileTemplate: '{slug}', postWrite: [' ', ['', 'x'], [], 1],"),
    );
    const { code, data } = await failure(revision('--json'));
    expect(code).toBe('invalid-config');
    expect(data).toMatchObject({
      problems: [
        'fileTemplate: needs {revision} or {timestamp}, so that two revisions do not have one name',
        'postWrite.0: must name a program',
        'postWrite.1: must name a program',
        'postWrite.2: must name a program',
        'postWrite.3: must be a text or a list of words',
      ],
    });
  });

  it('goes through the commands, in order and in the folder of the configuration', async () => {
    const commands = `postWrite: ["tidy one '// Nothing to do.' '// $(touch x) & done.'", ['tidy', 'two', 'done', 'over', '{file}']],`;
    project.write('plumbline.config.ts', config(commands));
    const { code, stdout, stderr } = await project.plumbline('revision', '-m', 'x', '--empty');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Wrote versions/');
    expect(only()).toContain('// $(touch x) & over.');
    expect(project.read('trace.txt')).toBe(`one in ${project.folder}\ntwo in ${project.folder}\n`);
    expect(existsSync(join(project.folder, 'x'))).toBe(false);
  });

  it.each([
    ['fails', `['node', '-e', 'console.log("no style"); process.exit(3)']`, 'Its exit code is 3.\nno style'],
    ['is not there', `'no-such-formatter --write'`, 'spawn no-such-formatter ENOENT.'],
    ['is ended', `['node', '-e', 'process.kill(process.pid, "SIGKILL")']`, 'It was ended by SIGKILL.'],
    [
      'changes the header',
      `"tidy a 'downRevision = null' 'downRevision = \\"b\\"'"`,
      'It changed the header of the revision.',
    ],
    [
      'breaks the header',
      `"tidy a 'export const revision' 'export let revision'"`,
      'It left no revision file: ',
    ],
    ['removes it', `['node', '-e', 'require("fs").rmSync(process.argv[1])']`, 'It took the file away.'],
  ])('is kept when a command %s, and no further one runs', async (_what, command, reason) => {
    project.write('plumbline.config.ts', config(`postWrite: [${command}, 'tidy after a b'],`));
    const { code, exitCode, data } = await failure(revision('--json'));
    expect({ code, exitCode }).toEqual({ code: 'post-write-failed', exitCode: 2 });
    expect((data as { reason: string }).reason).toContain(reason);
    expect((data as { file: string }).file).toMatch(/^versions\//);
    expect(existsSync(join(project.folder, 'trace.txt'))).toBe(command.includes('tidy a'));
    if (reason !== 'It took the file away.') expect(project.versions()).toHaveLength(1);
  });

  it('of a baseline is formatted before its checksum is taken', async () => {
    const database = await createSqliteDatabase();
    const { session } = await connect(database.url);
    await session.query('CREATE TABLE users (id integer PRIMARY KEY)');
    await session.close();
    project.write(
      'plumbline.config.ts',
      config(`postWrite: ["tidy one 'op.createTable' '/* tidy */ op.createTable'"],`),
    );
    await document(project.plumbline('init', '--from-database', '--url', database.url, '--json'));
    expect(only()).toContain('/* tidy */ op.createTable');
    const current = await document(project.plumbline('current', '--url', database.url, '--json'));
    expect(current).toMatchObject({ atHead: true });
    const again = await document(project.plumbline('upgrade', '--url', database.url, '--json'));
    expect(again).toMatchObject({ revisions: [] });
    await database.drop();
  });
});
