import { isPlumblineError } from '../errors/plumbline-error';
import { parseDatabaseUrl, searchPathOf } from './database-url';
import { env } from './define-config';
import { resolveEnvironment } from './environment';
import { parseConfig } from './parse-config';
import { redactUrl } from './redact';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isPlumblineError(error)) return error.code;
    throw error;
  }
  return 'none';
}

describe('parseDatabaseUrl', () => {
  it.each([
    [
      'postgresql://u:p@h:5433/d',
      { host: 'h', port: 5433, user: 'u', password: 'p', database: 'd', sslmode: 'prefer' },
    ],
    ['postgres://u@h/d?sslmode=require', { host: 'h', port: 5432, sslmode: 'require' }],
    ['postgresql+asyncpg://u:p@h/d', { dialect: 'postgres', database: 'd' }],
    ['postgresql://u%40x:p%2F%3F%23%25@h/d%26b', { user: 'u@x', password: 'p/?#%', database: 'd&b' }],
    ['postgresql://u@[::1]:5432/d', { host: '::1' }],
    ['postgresql://u@localhost/d?host=/run/postgresql', { host: '/run/postgresql' }],
    [
      'postgresql://u:p@h:1/d?host=other&port=5433&user=me&password=a%26b%2B&dbname=e%20f',
      { host: 'other', port: 5433, user: 'me', password: 'a&b+', database: 'e f' },
    ],
    ['sqlite:///./x.db', { dialect: 'sqlite', path: '/base/x.db' }],
    ['sqlite:////var/x.db', { path: '/var/x.db' }],
    ['sqlite+aiosqlite:///./x.db', { path: '/base/x.db' }],
    ['sqlite://', { path: ':memory:' }],
    ['sqlite:///:memory:', { path: ':memory:' }],
  ])('reads %s', (url, expected) => {
    expect(parseDatabaseUrl(url, '/base')).toMatchObject(expected);
  });

  it.each([
    ['not a url', 'malformed-url'],
    ['postgresql://h/d', 'malformed-url'],
    ['postgresql://u@h', 'malformed-url'],
    ['postgresql://u@h:port/d', 'malformed-url'],
    ['postgresql://u:%zz@h/d', 'malformed-url'],
    ['postgresql://u@h/d?sslmode=maybe', 'malformed-url'],
    ['postgresql://u@h/d?port=0', 'malformed-url'],
    ['sqlite://host/x.db', 'malformed-url'],
    ['mysql://u@h/d', 'unsupported-database'],
  ])('refuses %s as %s', (url, code) => {
    expect(codeOf(() => parseDatabaseUrl(url, '/base'))).toBe(code);
  });
});

describe('redactUrl', () => {
  it.each([
    'postgresql://u:s3cret@h/d',
    'postgresql://u:s3/cr?e#t@x@h:port/d',
    'postgresql+asyncpg://u:s3cret@h',
    'postgresql://u@h/d?password=s3cret&sslmode=require',
    'weird://u:s3cret@',
  ])('hides the password of %s', (url) => {
    expect(redactUrl(url)).not.toMatch(/s3|cret/);
    expect(redactUrl(url)).toContain('***');
  });

  it('leaves a URL without a password as it is', () => {
    expect(redactUrl('postgresql://u@h/d?sslmode=require')).toBe('postgresql://u@h/d?sslmode=require');
  });
});

describe('parseConfig', () => {
  const environments = { development: { url: env('DATABASE_URL', 'sqlite:///./x.db') } };

  it('fills in the defaults and makes the paths absolute', () => {
    expect(parseConfig({ environments }, '/p/plumbline.config.ts')).toMatchObject({
      directory: '/p',
      versions: ['/p/versions'],
      dialects: ['postgres'],
      defaultEnvironment: 'development',
    });
  });

  it('reports every mistake at once, unknown keys included', () => {
    const wrong = {
      versons: 'x',
      dialects: ['postgres', 'postgres'],
      environments: { a: { url: '' }, b: { uri: 'x' } },
    };
    try {
      parseConfig(wrong, '/p/c.ts');
      throw new Error('accepted');
    } catch (error) {
      if (!isPlumblineError(error, 'invalid-config')) throw error;
      expect(error.data.problems).toEqual([
        'dialects: names a dialect twice',
        'environments.a.url: must not be empty',
        'environments.b.url: is missing',
        'environments.b.uri: is not a key of the configuration',
        'versons: is not a key of the configuration',
      ]);
    }
  });

  it('refuses what is no configuration at all, and a default environment that is not there', () => {
    for (const wrong of [undefined, 1, {}, { environments: {} }, { environments, defaultEnvironment: 'x' }]) {
      expect(codeOf(() => parseConfig(wrong, '/p/c.ts'))).toBe('invalid-config');
    }
  });
});

describe('resolveEnvironment', () => {
  const config = parseConfig(
    { environments: { development: { url: env('DB', 'sqlite:///./x.db') }, production: { url: env('DB') } } },
    '/p/c.ts',
  );

  it('takes --url before the variable, and the variable before the default', () => {
    const path = (variables: Record<string, string>, url?: string) =>
      resolveEnvironment(config, variables, url === undefined ? {} : { url }).target;
    expect(path({})).toMatchObject({ path: '/p/x.db' });
    expect(path({ DB: 'sqlite:///./y.db' })).toMatchObject({ path: '/p/y.db' });
    expect(path({ DB: 'sqlite:///./y.db' }, 'sqlite:///./z.db')).toMatchObject({ path: '/p/z.db' });
  });

  it('says which variable is missing, and which environments there are', () => {
    expect(codeOf(() => resolveEnvironment(config, {}, { environment: 'production' }))).toBe(
      'missing-variable',
    );
    expect(codeOf(() => resolveEnvironment(config, { DB: '' }, { environment: 'production' }))).toBe(
      'missing-variable',
    );
    expect(codeOf(() => resolveEnvironment(config, {}, { environment: 'toString' }))).toBe(
      'unknown-environment',
    );
  });
});

describe('searchPathOf', () => {
  const path = (options: string): readonly string[] =>
    searchPathOf(parseDatabaseUrl(`postgresql://u@h/d?${new URLSearchParams({ options }).toString()}`, '/'));

  it.each([
    ['', []],
    ['-c statement_timeout=5s', []],
    ['-c search_path=app', ['app']],
    ['-csearch_path=App,public', ['app', 'public']],
    ['--search_path="My\\ App",public', ['My App', 'public']],
    ['-c search_path="$user",app -c geqo=off', ['app']],
    ['-c search_path=a -c search_path=b', ['b']],
  ])('%s', (options, expected) => {
    expect(path(options)).toEqual(expected);
  });

  it('is empty on SQLite', () => {
    expect(searchPathOf(parseDatabaseUrl('sqlite:///x.db', '/'))).toEqual([]);
  });
});
