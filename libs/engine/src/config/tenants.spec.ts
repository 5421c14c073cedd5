import { isPlumblineError } from '../errors/plumbline-error';
import { searchPathOf } from './database-url';
import type { TenantConfig } from './define-config';
import { resolveEnvironment } from './environment';
import { parseConfig } from './parse-config';
import { parseTenantEntries } from './tenant-entries';
import { resolveTenants, type Tenant } from './tenants';

const URL = 'postgresql://ada:sw0rdfish@db/app';

function resolve(tenants: unknown, url = URL): readonly Tenant[] {
  const config = parseConfig({ environments: { live: { url, tenants } } }, '/app/plumbline.config.ts');
  const variables = { GLOBEX: 'sqlite:///globex.db' };
  return resolveTenants(config.environments['live']?.tenants as readonly TenantConfig[], {
    ...{ config, variables, environment: 'live' },
    own: () => resolveEnvironment(config, variables, { environment: 'live' }),
  });
}

/** What is wrong, a line for each. */
function problems(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (isPlumblineError(error, 'invalid-config') || isPlumblineError(error, 'invalid-tenants')) {
      return error.data.problems;
    }
    throw error;
  }
  return [];
}

describe('tenants', () => {
  it('are schemas of the environment, first on the search path of its database, by name', () => {
    const all = resolve(['globex', { name: 'Acme', schema: 'acme-1' }]);
    expect(all.map(({ name, schema, target }) => [name, schema, searchPathOf(target)])).toEqual([
      ['Acme', 'acme-1', ['acme-1', 'public']],
      ['globex', 'globex', ['globex', 'public']],
    ]);
    const [inPath] = resolve(['acme'], `${URL}?options=-c%20search_path%3Dshared,acme%20-c%20work_mem%3D1MB`);
    expect(inPath?.target).toMatchObject({
      parameters: { options: '-c search_path=shared,acme -c work_mem=1MB -c search_path="acme","shared"' },
    });
  });

  it('are databases of their own, by URL or variable', () => {
    const all = resolve([
      { name: 'acme', url: 'postgresql://a@b/acme' },
      { name: 'globex', url: { env: 'GLOBEX' } },
    ]);
    expect(all.map(({ target }) => target.displayUrl)).toEqual([
      'postgresql://a@b/acme',
      'sqlite:////app/globex.db',
    ]);
    expect(all.every(({ schema }) => schema === undefined)).toBe(true);
  });

  it.each([
    ['a name', [''], /tenants\.0: "" is no name for the schema/],
    ['a quotation mark', ['a"b'], /tenants\.0: "a\\"b" is no name/],
    ['a statement', ['a; DROP TABLE users'], /is no name for the schema/],
    ['a line end', ['a\nb'], /"a\\nb" is no name/],
    ['a catalogue', ['pg_catalog'], /is a schema of PostgreSQL itself/],
    ['the information schema', ['information_schema'], /is a schema of PostgreSQL itself/],
    ['more than 63 bytes', ['ü'.repeat(32)], /longer than 63 bytes/],
    ['a number', [7], /must be the name of a schema, \{ schema \}, or \{ name, url \}/],
    ['nothing', [null], /must be the name of a schema/],
    ['an unknown key', [{ schema: 'a', pool: 2 }], /tenants\.0\.pool: is not a key/],
    ['no name for a URL', [{ url: 'sqlite:///a.db' }], /tenants\.0\.name: is missing/],
    ['a name with a blank', [{ name: 'a b', url: 'sqlite:///a.db' }], /is no name for a tenant/],
    ['a name that is a pattern', [{ name: 'a*', url: 'sqlite:///a.db' }], /is no name for a tenant/],
    ['a text', 'acme', /must be a list, a function or \{ query \}/],
    ['an empty query', { query: '' }, /tenants\.query: must not be empty/],
    ['a URL as a schema', [URL], /"postgresql:\/\/ada:\*\*\*@db\/app" is no name/],
  ])('are refused with %s', (_what, tenants, expected) => {
    const found = problems(() => resolve(tenants));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
    expect(found[0]).toMatch(/^environments\.live\.tenants/);
    expect(found.join()).not.toContain('sw0rdfish');
  });

  it.each([
    ['one name twice', ['a', { name: 'a', schema: 'b' }], ['a: two tenants have this name']],
    ['one schema twice', ['a', { name: 'b', schema: 'a' }], ['a, b: both are the same place']],
    [
      'one database twice',
      [
        { name: 'a', url: 'postgresql://x@h/d' },
        { name: 'b', url: 'postgres://y@h:5432/d' },
      ],
      ['a, b: both are the same place'],
    ],
    [
      'a variable that is not set',
      [{ name: 'a', url: { env: 'NONE' } }],
      ["a: NONE is not set. The environment 'live' takes its database from it and has no default."],
    ],
  ])('are refused with %s', (_what, tenants, expected) => {
    expect(problems(() => resolve(tenants))).toEqual(expected);
  });

  it('are refused as schemas of a database that has none, and with a URL that is none, all at once', () => {
    const found = problems(() =>
      resolve(['a', 'b', { name: 'c', url: 'mysql://ada:sw0rdfish@db/x' }], 'sqlite:///live.db'),
    );
    expect(found.map((line) => line.slice(0, 20))).toEqual([
      'a: it is a schema, a',
      'b: it is a schema, a',
      'c: Databases of the ',
    ]);
    expect(found.join()).not.toContain('sw0rdfish');
  });

  it('that a query gives are checked in the same way', () => {
    const from = { environment: 'live', source: 'The query' };
    expect(problems(() => parseTenantEntries([{ id: 7 }, { schema: 7 }], from))).toEqual([
      'The query: tenants.0.schema: is missing',
      'The query: tenants.0.id: is not a key of the configuration',
      'The query: tenants.1.schema: must be a text',
    ]);
    expect(problems(() => parseTenantEntries('acme', from))).toEqual(['The query: tenants: must be a list']);
  });
});
