import { DEFAULT_FILE_TEMPLATE, problemOfTemplate } from './file-template';

describe('problemOfTemplate', () => {
  it.each([
    DEFAULT_FILE_TEMPLATE,
    '{timestamp}-{slug}',
    '{revision}',
    'v1.{year}-{month}-{day}T{hour}{minute}{second}.{revision}_{slug}',
  ])('finds nothing in %s', (template) => {
    expect(problemOfTemplate(template)).toBeUndefined();
  });

  it.each([
    ['{slug}', 'needs {revision} or {timestamp}'],
    ['{year}{month}', 'needs {revision} or {timestamp}'],
    ['{rev}_{slug}', 'has {rev}'],
    ['{}_{revision}', 'has {}'],
    ['{toString}_{revision}', 'has {toString}'],
    ['../{revision}', 'letters, digits'],
    ['{year}/{revision}', 'letters, digits'],
    ['a\\{revision}', 'letters, digits'],
    ['{revision', 'letters, digits'],
    ['{{revision}}', 'letters, digits'],
    ['{revision} {slug}', 'letters, digits'],
    ['{revision}\0', 'letters, digits'],
    ['_{revision}', 'sets a file aside'],
    ['.{revision}', 'sets a file aside'],
    ['{revision}.ts', '.ts is added'],
    ['{revision}.d', '.ts is added'],
    [`{revision}${'a'.repeat(100)}`, 'longer than 100'],
  ])('refuses %j', (template, problem) => {
    expect(problemOfTemplate(template)).toContain(problem);
  });
});
