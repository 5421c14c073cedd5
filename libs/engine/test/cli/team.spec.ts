import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, createProject, run, type Outcome, type TestProject } from '../support/project';

const CONFIG = `import { defineConfig } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./data-source'),
  dialects: ['sqlite'],
  environments: { development: { url: 'sqlite:///./development.db' } },
});
`;
const DATA_SOURCE = `import users from './users';
import orders from './orders';
export default { type: 'better-sqlite3', database: ':memory:', entities: [users, orders] };
`;

function entity(name: string, ...columns: readonly string[]): string {
  const more = columns.map((column) => `${column}: { type: 'varchar', nullable: true },`).join(' ');
  return `import { EntitySchema } from 'typeorm';
export default new EntitySchema({ name: '${name}', columns: { id: { type: 'integer', primary: true }, ${more} } });
`;
}

/** Two developers, each with a clone of one repository. */
describe('a team', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = createProject({ insideWorkspace: true, inProcess: true });
    await git('.', 'init', '--quiet', '--bare', 'origin.git');
    await clone('Alice');
    write('Alice', '.gitignore', '*.db\n');
    write('Alice', 'plumbline.config.ts', CONFIG);
    write('Alice', 'data-source.ts', DATA_SOURCE);
    write('Alice', 'users.ts', entity('users'));
    write('Alice', 'orders.ts', entity('orders'));
    mkdirSync(join(project.folder, 'Alice/versions'));
    await ok(plumbline('Alice', 'revision', '-m', 'first', '--rev-id', 'aaaa'));
    await ok(plumbline('Alice', 'upgrade'));
    await commit('Alice', 'Begin');
    await git('Alice', 'push', '--quiet');
    await clone('Bob');
    await ok(plumbline('Bob', 'upgrade'));
  });
  afterAll(() => project.remove());

  const at = (who: string, ...path: readonly string[]): string => join(project.folder, who, ...path);
  const write = (who: string, file: string, text: string): void => writeFileSync(at(who, file), text);
  const plumbline = (who: string, ...args: readonly string[]): Promise<Outcome> =>
    run(process.execPath, [BIN, ...args], at(who));

  async function ok(outcome: Promise<Outcome>): Promise<string> {
    const { code, stdout, stderr } = await outcome;
    if (code !== 0) throw new Error(stdout + stderr);
    return stdout;
  }
  function git(who: string, ...args: readonly string[]): Promise<string> {
    const name = ['-c', `user.name=${who}`, '-c', `user.email=${who}@team.example`];
    const quiet = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
    return ok(run('git', [...name, ...args], at(who), quiet));
  }
  const clone = (who: string): Promise<string> => git('.', 'clone', '--quiet', 'origin.git', who);
  async function commit(who: string, message: string): Promise<void> {
    await git(who, 'add', '.');
    await git(who, 'commit', '--quiet', '-m', message);
  }
  /** What a printed command says, as words. */
  const words = (command: string): readonly string[] =>
    [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1);

  it('that writes two revisions on one parent is told whose they are, and both ways out work', async () => {
    write('Alice', 'users.ts', entity('users', 'nickname'));
    await ok(plumbline('Alice', 'revision', '-m', 'add nickname', '--rev-id', 'bbbb'));
    await commit('Alice', 'Let users have a nickname');
    await git('Alice', 'push', '--quiet');
    write('Bob', 'orders.ts', entity('orders', 'note'));
    await ok(plumbline('Bob', 'revision', '-m', 'add note', '--rev-id', 'cccc'));
    await commit('Bob', 'Note on orders');
    await git('Bob', 'pull', '--quiet', '--no-rebase', '--no-edit');

    const text = await plumbline('Bob', 'check');
    expect(text.code).toBe(3);
    expect(text.stdout).toMatch(/There are 2 heads:\n {2}bbbb \(head\) {2}add nickname\n/);
    expect(text.stdout).toMatch(/commit +\w+ Alice, .*: Let users have a nickname\n/);
    expect(text.stdout).toMatch(/commit +\w+ Bob, .*: Note on orders\n/);
    expect(text.stdout).toContain('They are independent');

    const { code, stdout } = await plumbline('Bob', 'check', '--json');
    const { severalHeads, clean } = JSON.parse(stdout) as {
      clean: boolean;
      severalHeads: { heads: object[]; conflicts: object[]; waysOut: { commands: string[] }[] };
    };
    expect({ code, clean }).toEqual({ code: 3, clean: false });
    expect(severalHeads).toMatchObject({
      heads: [
        { revision: { revision: 'bbbb' }, own: ['bbbb'], commit: { author: 'Alice' } },
        { revision: { revision: 'cccc' }, own: ['cccc'], commit: { author: 'Bob' } },
      ],
      conflicts: [],
      unjudged: [],
    });
    const [[merge = ''] = [], [rebase = ''] = []] = severalHeads.waysOut.map(({ commands }) => commands);
    expect([merge, rebase]).toEqual([
      'plumbline merge bbbb cccc -m "merge bbbb and cccc"',
      'plumbline rebase cccc --onto bbbb',
    ]);

    await ok(plumbline('Bob', ...words(merge)));
    await ok(plumbline('Bob', 'upgrade'));
    expect(await ok(plumbline('Bob', 'check'))).toMatch(/^Clean/);
    const [merged = ''] = readdirSync(at('Bob', 'versions')).filter((name) => name.includes('_merge_'));
    await ok(plumbline('Bob', 'downgrade', 'aaaa'));
    rmSync(at('Bob', 'versions', merged));

    await ok(plumbline('Bob', ...words(rebase)));
    expect(await git('Bob', 'diff', '--numstat')).toMatch(/^2\t2\tversions\/\S+_cccc_add_note\.ts\n$/);
    rmSync(at('Bob', 'development.db'));
    await ok(plumbline('Bob', 'upgrade', 'head'));
    expect(await ok(plumbline('Bob', 'check'))).toMatch(/^Clean/);
    expect(await ok(plumbline('Bob', 'history'))).toBe(
      '*  cccc (head)  add note\n*  bbbb         add nickname\n*  aaaa         first\n',
    );
  });

  it('that changes one column twice is told so before anything runs, also where the revisions do not fit at all', async () => {
    await commit('Bob', 'Put the note on top');
    await git('Bob', 'push', '--quiet');
    await git('Alice', 'pull', '--quiet', '--no-rebase');
    for (const [who, id] of [
      ['Alice', 'dddd'],
      ['Bob', 'eeee'],
    ] as const) {
      write(who, 'users.ts', entity('users', 'nickname', 'phone'));
      await ok(plumbline(who, 'upgrade'));
      await ok(plumbline(who, 'revision', '-m', `phone by ${who}`, '--rev-id', id));
      await commit(who, `Phones, says ${who}`);
    }
    await git('Alice', 'push', '--quiet');
    await git('Bob', 'pull', '--quiet', '--no-rebase', '--no-edit');
    const { code, stdout } = await plumbline('Bob', 'check');
    expect(code).toBe(3);
    expect(stdout).toContain('conflict both create column users.phone (sqlite)');
    expect(stdout).toContain('--allow-conflicts');
    const refused = await plumbline('Bob', 'merge', 'heads');
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('error[conflicting-heads]');
  });
});
