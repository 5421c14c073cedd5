import { parseSettings } from './database-settings';

describe('the settings of the database', () => {
  it('have defaults', () => {
    expect(parseSettings({}, '/app')).toEqual({
      target: { dialect: 'sqlite', path: '/app/analytics.db', displayUrl: 'sqlite:////app/analytics.db' },
      url: 'sqlite:////app/analytics.db',
      echoSql: false,
      poolSize: 5,
      maxOverflow: 10,
      poolTimeout: 30,
    });
  });

  it('take an empty variable as unset', () => {
    expect(parseSettings({ DATABASE_URL: '', DB_POOL_SIZE: ' ' }, '/app')).toEqual(parseSettings({}, '/app'));
  });

  it.each([
    ['postgresql+asyncpg://ada:secret@db:6543/analytics', 'postgres'],
    ['postgres://ada@db/analytics', 'postgres'],
    ['sqlite+aiosqlite:///./x.db', 'sqlite'],
    ['sqlite:////var/x.db', 'sqlite'],
  ])('read %s', (url, dialect) => {
    expect(parseSettings({ DATABASE_URL: url }, '/app').target.dialect).toBe(dialect);
  });

  it('read every variable', () => {
    const variables = {
      DB_ECHO_SQL: 'True',
      DB_POOL_SIZE: '1',
      DB_MAX_OVERFLOW: '0',
      DB_POOL_TIMEOUT: '7',
    };
    expect(parseSettings(variables, '/app')).toMatchObject({
      echoSql: true,
      poolSize: 1,
      maxOverflow: 0,
      poolTimeout: 7,
    });
  });

  it.each([
    ['DB_ECHO_SQL', 'yes please'],
    ['DB_POOL_SIZE', '0'],
    ['DB_POOL_SIZE', '5.5'],
    ['DB_POOL_SIZE', '5 connections'],
    ['DB_MAX_OVERFLOW', '-1'],
    ['DB_POOL_TIMEOUT', '0x10'],
    ['DB_POOL_TIMEOUT', '9999999'],
    ['DATABASE_URL', 'mysql://db/analytics'],
    ['DATABASE_URL', 'analytics.db'],
  ])('refuse %s=%s by name', (name, value) => {
    expect(() => parseSettings({ [name]: value }, '/app')).toThrow(name);
  });

  it('keep the password to themselves', () => {
    const parse = () => parseSettings({ DATABASE_URL: 'postgresql://ada:secret@db:99999999/x' }, '/app');
    expect(parse).toThrow(/^(?!.*secret)DATABASE_URL/s);
  });
});
