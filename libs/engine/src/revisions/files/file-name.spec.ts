import fc from 'fast-check';
import { isRevisionFileName, revisionFileName, slugOf } from './file-name';
import { newRevisionId } from './revision-id';

describe('revisionFileName', () => {
  it('has time in UTC, id and slug', () => {
    expect(
      revisionFileName({
        revision: '3f2a9c1d7b4e',
        message: 'Add users',
        created: '2026-11-22T08:49:24+01:00',
      }),
    ).toBe('20261122-0749_3f2a9c1d7b4e_add_users.ts');
    expect(
      revisionFileName({ revision: 'a', message: '表を追加', created: '2026-11-22T07:49:24.000Z' }),
    ).toBe('20261122-0749_a.ts');
  });

  it.each([
    ['{timestamp}-{slug}', 'Add users', '1795333764000-add_users.ts'],
    ['{timestamp}-{slug}', '', '1795333764000.ts'],
    ['{slug}__{revision}', '', '3f2a.ts'],
    ['{year}-{month}-{day}.{hour}.{minute}.{second}_{revision}', 'x', '2026-11-22.07.49.24_3f2a.ts'],
    ['{revision}_{slug}_v2', '', '3f2a_v2.ts'],
  ])('is what the template %s says', (template, message, name) => {
    const parts = { revision: '3f2a', message, created: '2026-11-22T07:49:24.000Z' };
    expect(revisionFileName(parts, template)).toBe(name);
  });

  it('is one plain file of the folder for any message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        const name = revisionFileName({ revision: 'a', message, created: '2026-11-22T07:49:24.000Z' });
        expect(name).toMatch(/^20261122-0749_a(_[a-z0-9]+)*\.ts$/);
        expect(name.length).toBeLessThan(70);
        expect(isRevisionFileName(name)).toBe(true);
      }),
    );
  });

  it.each([
    { revision: '../x', created: '2026-11-22T07:49:24.000Z' },
    { revision: 'a', created: 'now' },
  ])('refuses %j', (parts) => {
    expect(() => revisionFileName({ message: 'x', ...parts })).toThrow(TypeError);
  });
});

describe('slugOf', () => {
  it.each([
    ['Add users', 'add_users'],
    ['  --Add:: the "users" table!  ', 'add_the_users_table'],
    ['Größe der Straße, déjà vu', 'grosse_der_strasse_deja_vu'],
    ["don't", 'dont'],
    ['a'.repeat(60), 'a'.repeat(40)],
    ['change the maximum length of the name of a user', 'change_the_maximum_length_of_the_name_of'],
    ['add emoji 👩‍💻 column', 'add_emoji_column'],
    ['добавить users', 'users'],
    ['../../etc/passwd', 'etc_passwd'],
    ['', ''],
  ])('%j -> %s', (message, slug) => {
    expect(slugOf(message)).toBe(slug);
  });
});

describe('newRevisionId', () => {
  it('is twelve hexadecimal digits, and another one each time', () => {
    const ids = Array.from({ length: 100 }, newRevisionId);
    expect(ids.every((id) => /^[0-9a-f]{12}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(100);
  });
});
