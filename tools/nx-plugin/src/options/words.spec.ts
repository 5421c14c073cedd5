import { COMMANDS, COMMON_OPTIONS, type CommandName, type CommandSpec } from '@plumbline/engine/commands';
import { commandOptions } from './command-options';

const FOLDERS = { typed: '/ws/apps', configured: '/ws' };

function specOf(name: CommandName): CommandSpec {
  const spec = COMMANDS.find((command) => command.name === name);
  if (spec === undefined) throw new Error(name);
  return spec;
}

/** Reads options as Nx hands them over: the words, and beside them whatever yargs-parser made of the words. */
function read(name: CommandName, words: readonly string[], parsed: Record<string, unknown> = {}): unknown {
  return commandOptions(specOf(name), { ...parsed, __unparsed__: words }, FOLDERS);
}

describe('the options of an executor', () => {
  it.each<[readonly string[], unknown, string]>([
    [['--revision=-1'], -1, '-1'],
    [['--revision', '-1'], -1, '-1'],
    [['-1'], -1, '-1'],
    [['--', '-1'], -1, '-1'],
    [['--revision=+2'], 2, '+2'],
    [['+2'], 2, '+2'],
    [['--revision=1e10'], 10000000000, '1e10'],
    [['1e10'], 10000000000, '1e10'],
    [['--revision=0x12ab'], 4779, '0x12ab'],
    [['--revision=001234567890'], 1234567890, '001234567890'],
    [['--revision=123456789012'], 123456789012, '123456789012'],
    [['0'], 'heads', '0'],
    [['--revision=a=b'], 'a=b', 'a=b'],
    [['--revision=+1', '--revision=+2'], [1, 2], '+2'],
    [['search@head'], 'search@head', 'search@head'],
    [[], 'heads', 'heads'],
    [[], -1, '-1'],
  ])('%j is the revision as typed', (words, parsed, revision) => {
    expect(read('upgrade', words, { revision: parsed })).toEqual({ revision });
  });

  it.each<[readonly string[], readonly string[]]>([
    [
      ['a', '1e10', '-1'],
      ['a', '1e10', '-1'],
    ],
    [
      ['--revisions=a', '--revisions', '0012'],
      ['a', '0012'],
    ],
  ])('%j is a list of revisions', (words, revisions) => {
    expect(read('stamp', words, { _: ['a'] })).toEqual({ revisions });
  });

  it.each<[readonly string[]]>([
    [['--message', 'add users', '--dependsOn=1e10', '--depends-on', 'abc', '--rev-id=0012']],
    [['-m', 'add users', '--depends-on=1e10', '--dependsOn=abc', '--revId', '0012']],
    [['-m=add users', '--dependsOn', '1e10', '--depends-on', 'abc', '--rev-id', '0012']],
  ])('%j names options in any spelling', (words) => {
    expect(read('revision', words)).toEqual({
      message: 'add users',
      dependsOn: ['1e10', 'abc'],
      revId: '0012',
    });
  });

  it.each<[readonly string[], boolean]>([
    [['--sql'], true],
    [['--sql=true'], true],
    [['--sql', 'true'], true],
    [['--sql=false'], false],
    [['--sql', 'false'], false],
    [['--no-sql'], false],
    [['--no-sql', '--sql'], true],
  ])('%j sets a flag', (words, sql) => {
    expect(read('plan', words)).toEqual({ sql });
  });

  it('does not take the value of an option for a positional one', () => {
    expect(read('plan', ['--output', 'x.sql', 'head'])).toEqual({
      output: '/ws/apps/x.sql',
      revision: 'head',
    });
  });

  it('takes what project.json says where nothing was typed', () => {
    const configured = { revisions: [123, 'abc'], purge: true, env: 1, url: null };
    expect(commandOptions(specOf('stamp'), configured, FOLDERS)).toEqual({
      revisions: ['123', 'abc'],
      purge: true,
      env: '1',
    });
    expect(commandOptions(specOf('stamp'), { revisions: 'abc' }, FOLDERS)).toEqual({ revisions: ['abc'] });
  });

  it('reads a typed file from where the user is, a configured one from the root', () => {
    expect(read('plan', ['-o', 'x.sql'], { config: 'db/plumbline.config.ts' })).toEqual({
      output: '/ws/apps/x.sql',
      config: '/ws/db/plumbline.config.ts',
    });
  });

  it.each<[CommandName, readonly string[], string]>([
    ['upgrade', ['a', 'b'], 'b'],
    ['upgrade', ['--revision=a', 'b'], 'b'],
    ['heads', ['a'], 'a'],
  ])('refuses a word too many: %s %j', (name, words, extra) => {
    expect(() => read(name, words)).toThrow(`'${extra}' is one argument too many`);
  });

  it('knows every option of every command', () => {
    for (const spec of COMMANDS) {
      const names = [...COMMON_OPTIONS, ...spec.options].map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
