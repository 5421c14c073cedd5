import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

describe('the folder', () => {
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));

  it('loads no TypeORM and no driver when it is imported', () => {
    jest.isolateModules(() => {
      const refuse = (name: string) => () => {
        throw new Error(`${name} was loaded`);
      };
      for (const name of ['typeorm', 'pg', 'better-sqlite3']) jest.doMock(name, refuse(name));
      for (const file of files) expect(() => require(join(__dirname, file)) as unknown).not.toThrow();
    });
  });

  it('imports TypeORM as types only', () => {
    for (const file of files) {
      const text = readFileSync(join(__dirname, file), 'utf8');
      expect([file, /^import (?!type\b)[^;]*from 'typeorm/m.test(text)]).toEqual([file, false]);
    }
  });
});
