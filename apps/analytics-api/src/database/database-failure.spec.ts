import { databaseFailure } from './database-failure';
import { TimeLimitError } from './time-limit';

const withCode = (code: string): Error => Object.assign(new Error('for sw0rdfish'), { code });

describe('what an error of the database means', () => {
  it.each(['23503', '23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_FOREIGNKEY'])(
    'is a conflict for %s',
    (code) => expect(databaseFailure(withCode(code))?.kind).toBe('conflict'),
  );

  it.each(['ECONNREFUSED', '28P01', '40001', '57P03', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'])(
    'is an outage for %s',
    (code) => {
      const failure = databaseFailure(withCode(code));
      expect(failure?.kind).toBe('unavailable');
      expect(failure?.reason).not.toContain('sw0rdfish');
    },
  );

  it('is an outage for the messages that come without a code, and for what takes too long', () => {
    for (const message of ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect']) {
      expect(databaseFailure(new Error(message))?.kind).toBe('unavailable');
    }
    expect(databaseFailure(new TimeLimitError(5))?.kind).toBe('unavailable');
  });

  it('is that of the first error, where rolling back failed too', () => {
    const both = new AggregateError([withCode('23505'), withCode('ECONNRESET')], 'both');
    expect(databaseFailure(both)?.kind).toBe('conflict');
  });

  it('is nothing for errors of the service', () => {
    for (const error of [
      new TypeError('x'),
      withCode('42P01'),
      withCode('SQLITE_ERROR'),
      'text',
      undefined,
    ]) {
      expect(databaseFailure(error)).toBeUndefined();
    }
  });
});
