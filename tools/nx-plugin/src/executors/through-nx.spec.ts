import { readJsonFile } from '@nx/devkit';
import { COMMANDS, type CommandName } from '@plumbline/engine/commands';
import { createOverrides } from 'nx/src/utils/command-line-utils';
import { combineOptionsForExecutor } from 'nx/src/utils/params';
import { join } from 'node:path';
import { commandOptions } from '../options/command-options';

/**
 * Takes words the way that `nx run` takes them: through its parser, the schema that it validates against and the
 * options of the target, and then through the reader of the executor.
 */
function throughNx(name: CommandName, words: readonly string[], configured: object = {}): unknown {
  const spec = COMMANDS.find((command) => command.name === name);
  if (spec === undefined) throw new Error(name);
  const schema: Parameters<typeof combineOptionsForExecutor>[3] = readJsonFile(
    join(__dirname, name, 'schema.json'),
  );
  const target = { executor: `@plumbline/nx:${name}`, options: configured };
  const options: unknown = combineOptionsForExecutor(
    createOverrides([...words]),
    '',
    target,
    schema,
    'db',
    '',
    false,
  );
  return commandOptions(spec, { ...(options as object) }, { typed: '/ws', configured: '/ws' });
}

describe('what is typed after `nx run db:migrate-…`', () => {
  it.each([
    [['--revision=+2'], '+2'],
    [['--revision', '+2'], '+2'],
    [['+2'], '+2'],
    [['--revision=-1'], '-1'],
    [['--revision', '-1'], '-1'],
    [['-1'], '-1'],
    [['--', '-1'], '-1'],
    [['--revision=1e10'], '1e10'],
    [['1e10'], '1e10'],
    [['--revision=123456789012'], '123456789012'],
    [['123456789012'], '123456789012'],
    [['--revision=0x12ab'], '0x12ab'],
    [['0'], '0'],
    [['--revision=0'], '0'],
    [['--revision=007'], '007'],
    [['search@head'], 'search@head'],
    [['--revision=true'], 'true'],
    [[], 'heads'],
  ])('%j reaches the engine as it was typed', (words, revision) => {
    expect(throughNx('upgrade', words)).toEqual({ revision, transaction: 'each' });
  });

  it.each<[readonly string[], unknown]>([
    [
      ['a', '0', '-1', '1e10'],
      ['a', '0', '-1', '1e10'],
    ],
    [
      ['--revisions=a', '--revisions=0012'],
      ['a', '0012'],
    ],
    [['--revisions', '0012'], ['0012']],
    [['--revisions=a,b'], ['a,b']],
  ])('%j is a list', (words, revisions) => {
    expect(throughNx('stamp', words)).toEqual({ revisions });
  });

  it.each<[CommandName, readonly string[], object]>([
    ['revision', ['-m', '2024'], { message: '2024', base: 'database' }],
    ['revision', ['--message=add users', '--rev-id=0012'], { message: 'add users', revId: '0012' }],
    ['revision', ['-m=x', '--branch-label=1e3', '--branchLabel', 'b'], { branchLabel: ['1e3', 'b'] }],
    ['revision', ['-m', 'x', '--empty', '--no-splice', '--base=revisions'], { empty: true, splice: false }],
    ['history', ['--range=-3:', '-i'], { range: '-3:', indicateCurrent: true }],
    ['plan', ['a:b', '--sql', '--output=out.sql'], { revision: 'a:b', sql: true, output: '/ws/out.sql' }],
    ['check', ['--url=sqlite:///x.db', '--json', '-q'], { url: 'sqlite:///x.db', json: true, quiet: true }],
    ['merge', [], { revisions: ['heads'], message: 'merge heads' }],
  ])('%s %j', (name, words, options) => {
    expect(throughNx(name, words)).toMatchObject(options);
  });

  it.each<[CommandName, readonly string[], string]>([
    ['upgrade', ['--revison=+2'], "'revison' is not found in schema"],
    ['heads', ['a'], 'Schema does not support positional arguments'],
    ['upgrade', ['a', 'b'], "'b' is one argument too many"],
    ['revision', [], "Required property 'message' is missing"],
    ['check', ['--base=main'], "'main' should be one of database,revisions"],
    ['plan', ['--sql', 'head'], "'head' should be a 'boolean'"],
  ])('%s %j is refused', (name, words, message) => {
    expect(() => throughNx(name, words)).toThrow(message);
  });

  it.each([
    [{ revision: '-1' }, '-1'],
    [{ revision: -1 }, '-1'],
    [{ revision: 'head' }, 'head'],
  ])('%j in project.json stands where nothing is typed', (configured, revision) => {
    expect(throughNx('upgrade', [], configured)).toEqual({ revision, transaction: 'each' });
    expect(throughNx('upgrade', ['+1'], configured)).toEqual({ revision: '+1', transaction: 'each' });
  });

  it('accepts every example of every schema', () => {
    for (const { name } of COMMANDS) {
      const { examples } = readJsonFile<{ examples: readonly { command: string }[] }>(
        join(__dirname, name, 'schema.json'),
      );
      for (const { command } of examples) {
        const words = [...command.matchAll(/--(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replace(/"/g, ''));
        expect(() => throughNx(name, words)).not.toThrow();
      }
    }
  });
});
