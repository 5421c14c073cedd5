import { pino } from 'pino';
import { QueryFailedError } from 'typeorm';
import { describeError, NestLogger } from './logger';

function recorded(run: (logger: NestLogger) => void): unknown[] {
  const lines: unknown[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line));
  run(new NestLogger(pino({ level: 'trace', base: null, timestamp: false }, { write })));
  return lines;
}

describe('the log', () => {
  it('has the message and the code of an error of the database, and not what the query was about', () => {
    const driverError = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'ada@example.org',
    });
    const error = new QueryFailedError('INSERT …', ['ada@example.org'], driverError);
    expect(describeError(error)).toMatchObject({ type: 'QueryFailedError', code: '23505' });
    expect(JSON.stringify(describeError(error))).not.toContain('ada@example.org');
  });

  it('has what NestJS says, with its level and where it comes from', () => {
    const lines = recorded((logger) => {
      logger.log('started', 'Factory');
      logger.warn('careful', 'Router');
      logger.error('failed', 'at here', 'Handler');
    });
    expect(lines).toEqual([
      { level: 20, context: 'Factory', msg: 'started' },
      { level: 40, context: 'Router', msg: 'careful' },
      { level: 50, context: 'Handler', stack: 'at here', msg: 'failed' },
    ]);
  });
});
