import {
  createParamDecorator,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { AnalyticsDataSource, withSession } from '@analytics/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { EntityManager } from 'typeorm';

interface Request {
  readonly method: string;
}

const sessions = new WeakMap<Request, EntityManager>();

/**
 * One session a request: a transaction that is committed before the answer is sent, and rolled back when the handler
 * throws. `GET` is read-only.
 */
@Injectable()
export class SessionPerRequest implements NestInterceptor {
  constructor(private readonly dataSource: AnalyticsDataSource) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const handle = (session: EntityManager): Promise<unknown> => {
      sessions.set(request, session);
      return lastValueFrom(next.handle(), { defaultValue: undefined });
    };
    const readOnly = request.method === 'GET' || request.method === 'HEAD';
    return from(withSession(this.dataSource, handle, { readOnly }));
  }
}

/** The session of the request, as a parameter of a handler under `SessionPerRequest`. */
export const Session = createParamDecorator((_: undefined, context: ExecutionContext): EntityManager => {
  const session = sessions.get(context.switchToHttp().getRequest<Request>());
  if (session === undefined) throw new Error('There is no session: add @UseInterceptors(SessionPerRequest).');
  return session;
});
