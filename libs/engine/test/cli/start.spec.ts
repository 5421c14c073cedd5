import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, createProject, revisionFile, run, WORKSPACE, type TestProject } from '../support/project';

/** Prints, at its end, every package that a process loaded, but for the compiler of the sources in this repository. */
const LIST_PACKAGES = `process.on('exit', () => {
  const names = Object.keys(require.cache).flatMap((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1] ?? []);
  const packages = [...new Set(names)].filter((name) => !name.startsWith('@swc/')).sort();
  require('node:fs').writeSync(2, packages.join(' '));
});`;

describe('what is loaded', () => {
  let project: TestProject;
  beforeAll(() => {
    project = createProject();
    project.write('list.cjs', LIST_PACKAGES);
    project.write('versions/1_aaaa_a.ts', revisionFile('aaaa', null, "op.execute('SELECT 1');"));
  });
  afterAll(() => project.remove());

  const packagesOf = async (...words: readonly string[]) => {
    const list = join(project.folder, 'list.cjs');
    return (await run(process.execPath, ['--require', list, ...words], project.folder)).stderr;
  };

  it('for --version: the parser of arguments', async () => {
    expect(await packagesOf(BIN, '--version')).toBe('commander');
  });

  it('to read a history: what checks the configuration, and no compiler or driver', async () => {
    const packages = 'commander picocolors valibot';
    expect(await packagesOf(BIN, 'heads')).toBe(packages);
    expect(await packagesOf(BIN, 'history', '-r', '-10:')).toBe(packages);
  });

  it('for an upgrade: the driver of the database, and the compiler if a revision has types of its own', async () => {
    const withDriver = 'better-sqlite3 bindings commander file-uri-to-path picocolors valibot';
    expect(await packagesOf(BIN, 'upgrade')).toBe(withDriver);
    const typed = "const one: number = 1; op.execute('SELECT ' + one);";
    project.write('versions/2_bbbb_b.ts', revisionFile('bbbb', 'aaaa', typed));
    expect(await packagesOf(BIN, 'upgrade')).toContain('sucrase');
    expect(await packagesOf(BIN, 'upgrade')).toBe(withDriver);
  });

  it('by a service that parses a URL: no package', async () => {
    const source = JSON.stringify(join(WORKSPACE, 'libs/engine/bin/source'));
    const index = JSON.stringify(join(WORKSPACE, 'libs/engine/src/index'));
    const code = `require(${source}).registerSource(); require(${index}).parseDatabaseUrl('sqlite://', '/');`;
    expect(await packagesOf('-e', code)).toBe('');
  });
});

const describeOnLinux = existsSync('/dev/full') ? describe : describe.skip;
describeOnLinux('output that cannot be written', () => {
  it.each(['heads', 'heads --json', '--help'])(
    'is told, also of all that %s prints at once',
    async (words) => {
      const project = createProject();
      const line = `"$0" "$1" ${words} > /dev/full`;
      const { code, stderr } = await run('/bin/sh', ['-c', line, process.execPath, BIN], project.folder);
      project.remove();
      expect(stderr).toMatch(/^plumbline: not all of the output could be written \(ENOSPC/);
      expect(code).toBe(1);
    },
  );
});

describe('a timer that entities leave behind', () => {
  it('does not keep the command, whose answer is whole', async () => {
    const project = createProject({ insideWorkspace: true });
    project.write(
      'data-source.ts',
      `import { DataSource } from 'typeorm';
setInterval(() => undefined, 1000);
export default new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [] });
`,
    );
    try {
      const { code, stdout } = await project.plumbline('check', '--json');
      expect(JSON.parse(stdout)).toMatchObject({ command: 'check', clean: true });
      expect(code).toBe(0);
    } finally {
      project.remove();
    }
  });
});
