import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withEntityFiles } from './entity-files';

const CLASS = (name: string, before = ''): string => `${before}
const seen = (target: unknown): void => void target;
@seen
export class ${name} { id!: number; }
`;

describe('patterns of entities', () => {
  let folder: string;
  let config: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-entities-'));
    config = join(folder, 'plumbline.config.ts');
    write('src/user.entity.ts', CLASS('User', "import { Post } from './post.entity';\nvoid (() => Post);"));
    write('src/post.entity.ts', CLASS('Post', "import { User } from './user.entity';\nvoid (() => User);"));
    write('src/user.entity.d.ts', 'export declare class User {}');
    write('src/old/old.entity.js', "exports.deep = { list: [class Old {}], none: new Map(), text: 'x' };");
    write('node_modules/other/other.entity.js', 'exports.Other = class Other {};');
    write('src/readme.md', '# x');
    write('src/schema.js', "exports.all = [{ '@instanceof': Symbol.for('EntitySchema'), name: 'Schema' }];");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  async function names(entities: unknown): Promise<readonly string[]> {
    const { entities: found } = await withEntityFiles({ entities }, config);
    return (found as readonly { readonly name: string }[]).map(({ name }) => name);
  }

  it.each<[string, () => unknown, readonly string[]]>([
    ['from a folder', () => [`${folder}/src/**/*.entity.{ts,js}`], ['Old', 'Post', 'User']],
    ['without a beginning', () => ['src/**/*.entity{.ts,.js}'], ['Old', 'Post', 'User']],
    ['with the beginning ./', () => ['./src/*.entity.ts'], ['Post', 'User']],
    ['with a folder left out', () => ['src/**/*.entity.*', '!src/old/**'], ['Post', 'User']],
    ['over installed packages', () => ['**/*.entity.js'], ['Old']],
    ['of an installed package', () => [`${folder}/node_modules/**/*.entity.js`], ['Other']],
    ['of one file', () => [`${folder}/src/user.entity.ts`], ['User']],
    ['with files of a schema', () => ['src/*.js'], ['Schema']],
    ['that find the same twice', () => ['src/user*.ts', `${folder}/src/*.ts`], ['Post', 'User']],
    ['in an object', () => ({ all: 'src/post.*' }), ['Post']],
  ])('find files %s', async (_what, entities, expected) => {
    expect(await names(entities())).toEqual(expected);
  });

  it('stand beside classes, of which none comes twice', async () => {
    class Here {}
    expect(await names([Here, 'src/*.entity.ts', 'lib/*.js'])).toEqual(['Here', 'Post', 'User']);
    expect(await names([Here, 'lib/*.js'])).toEqual(['Here']);
    const options = { entities: [Here] };
    expect(await withEntityFiles(options, config)).toBe(options);
  });

  it('that find nothing are refused, before every table is taken for a removed one', async () => {
    await expect(names(['dist/**/*.entity.js', 'lib/*.ts'])).rejects.toMatchObject({
      code: 'no-entity-files',
      data: { file: config, patterns: ['dist/**/*.entity.js', 'lib/*.ts'], folder: process.cwd() },
    });
  });

  it('say what is wrong in a file', async () => {
    write('src/broken.ts', 'export class {{');
    await expect(names(['src/broken.ts'])).rejects.toThrow(/broken\.ts/);
  });
});
