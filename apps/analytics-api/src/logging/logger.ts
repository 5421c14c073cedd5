import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import type { LogLevel } from '../settings/service-settings';

/** The log: a JSON document a line, on standard output. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null, serializers: { err: describeError } });
}

/** Names and codes of an error, as they are logged. TypeORM's errors also carry the parameters of the query, which are people's data. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code: unknown = 'code' in error ? error.code : undefined;
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { type: error.name, message: error.message, code, stack: error.stack, ...cause };
}

/** What NestJS says about itself, in the same log. Its account of a good start is for debugging only. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...details: unknown[]): void {
    this.write('debug', message, details);
  }

  error(message: unknown, ...details: unknown[]): void {
    this.write('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.write('warn', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.write('debug', message, details);
  }

  verbose(message: unknown, ...details: unknown[]): void {
    this.write('trace', message, details);
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.write('fatal', message, details);
  }

  /** NestJS puts the name of what speaks last, and a stack before it. */
  private write(level: Exclude<LogLevel, 'silent'>, message: unknown, details: readonly unknown[]): void {
    const context = details.at(-1);
    const stack = details.length > 1 ? details[0] : undefined;
    if (message instanceof Error) this.logger[level]({ err: message, context }, message.message);
    else this.logger[level]({ context, stack }, String(message));
  }
}
