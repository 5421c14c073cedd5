import { HttpException, ServiceUnavailableException } from '@nestjs/common';
import type { HealthCheckResult } from '@nestjs/terminus';
import { STATUS_CODES } from 'node:http';
import { databaseFailure } from '../database/database-failure';

/** What is wrong with one field of a request. */
export interface FieldError {
  readonly field: string;
  readonly messages: readonly string[];
}

/** An error as it is sent (`application/problem+json`, RFC 9457). */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Of a health check: each thing that was looked at. */
  readonly health?: HealthCheckResult['details'];
}

/** A request with fields that are not valid. */
export class InvalidFieldsException extends HttpException {
  constructor(readonly errors: readonly FieldError[]) {
    super('The request is not valid.', 400);
  }
}

/** What a client is told about an error; nothing of what it does not know already, where the service is at fault. */
export function problemOf(error: unknown): Problem {
  if (error instanceof InvalidFieldsException)
    return { ...problem(400, error.message), errors: error.errors };
  const unhealthy = unhealthyOf(error);
  if (unhealthy !== undefined) return unhealthy;
  if (error instanceof HttpException) return problem(error.getStatus(), error.message);
  const failure = databaseFailure(error);
  if (failure !== undefined) return problem(failure.kind === 'conflict' ? 409 : 503, failure.reason);
  const refused = refusedByServer(error);
  return refused ?? problem(500, 'The service failed; its log says why.');
}

/** What a health check found, with the reasons of what is down in one line. */
function unhealthyOf(error: unknown): Problem | undefined {
  if (!(error instanceof ServiceUnavailableException)) return undefined;
  const result = error.getResponse() as Partial<HealthCheckResult>;
  if (result.details === undefined) return undefined;
  const reasons = Object.values(result.error ?? {}).map((found) => String(found?.['reason']));
  const detail = reasons.length === 0 ? 'The service is shutting down.' : reasons.join(' ');
  return { ...problem(503, detail), health: result.details };
}

/** Fastify's own errors: a body that is no JSON, too large, of another type. */
function refusedByServer(error: unknown): Problem | undefined {
  if (!(error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'))
    return undefined;
  const { statusCode, message } = error;
  return statusCode >= 400 && statusCode < 500 ? problem(statusCode, message) : undefined;
}

function problem(status: number, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
}
