import { PlumblineError } from '../errors/plumbline-error';
import { deepFreeze } from '../kernel/freeze';
import type { DialectName } from '../model/dialect-name';
import type { Place } from './argument-readers';
import { filled, refuse } from './argument-readers';
import { ARITY, callReaders } from './operation-readers';
import type { Operation, OperationKind } from './operation';
import type { Operations } from './operations-api';

/** For messages: whose function is recorded. */
export interface RecordContext {
  readonly revision: string;
  readonly direction?: 'upgrade' | 'downgrade';
}

const UNNAMED: RecordContext = { revision: '(unnamed)' };

/**
 * Runs the function of a revision and gives what it asks for, in the terms of one dialect. The function describes; nothing
 * is executed. What `on` says for the dialect is applied, every argument is checked, and the operations are frozen.
 *
 * @throws PlumblineError `invalid-operation`, naming the call and the key; what the function throws itself is passed on
 */
export function recordOperations(
  body: (op: Operations) => unknown,
  dialect: DialectName,
  context: RecordContext = UNNAMED,
): readonly Operation[] {
  const recorded: Operation[] = [];
  const state = { open: true };
  let result: unknown;
  try {
    result = body(operationsApi(recorded, state, { ...context, dialect }));
  } finally {
    state.open = false;
  }
  if (isThenable(result)) {
    // It may reject when its late calls are refused; the error below is the one that counts.
    result.then(undefined, () => undefined);
    throw new PlumblineError('invalid-operation', {
      revision: context.revision,
      reason:
        `${context.direction ?? 'The function'}() is asynchronous. It describes the changes and must be an ordinary ` +
        `function; code that looks at data goes into op.run('what it does', async ({ query }) => { … }).`,
    });
  }
  return Object.freeze(recorded);
}

/**
 * Reads one call by its name and its arguments, as a revision would make it.
 *
 * @throws PlumblineError `invalid-operation`
 */
export function readCall(
  kind: OperationKind,
  args: readonly unknown[],
  context: RecordContext & { readonly dialect: DialectName },
): Operation {
  const at: Place = {
    revision: context.revision,
    dialect: context.dialect,
    call: callName(kind, args),
    path: '',
  };
  if (args.length > ARITY[kind]) throw refuse(at, `takes ${ARITY[kind]} argument(s), not ${args.length}`);
  return deepFreeze(callReaders[kind](args, at));
}

function operationsApi(
  recorded: Operation[],
  state: { readonly open: boolean },
  context: RecordContext & { readonly dialect: DialectName },
): Operations {
  const refuseLate = (call: string): void => {
    if (state.open) return;
    const at: Place = { revision: context.revision, dialect: context.dialect, call, path: '' };
    throw refuse(at, 'is called after the function returned, when the plan is made already');
  };
  const calls = Object.keys(callReaders).map((key) => {
    const kind = key as OperationKind;
    return [
      kind,
      (...args: readonly unknown[]): void => {
        refuseLate(`op.${kind}()`);
        recorded.push(readCall(kind, args, context));
      },
    ];
  });
  return Object.freeze({
    ...(Object.fromEntries(calls) as Omit<Operations, 'dialect' | 'sql'>),
    dialect: context.dialect,
    sql: (text: string) => {
      const at: Place = { revision: context.revision, dialect: context.dialect, call: 'op.sql()', path: '' };
      return Object.freeze({ sql: filled(text, at) });
    },
  });
}

/** `op.addColumn('users')`: the call and its first argument, which is most often the table. */
function callName(kind: OperationKind, args: readonly unknown[]): string {
  const first = args[0];
  if (typeof first === 'string') return `op.${kind}(${quoted(first)})`;
  const name: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'name') : undefined;
  return typeof name === 'string' ? `op.${kind}(${quoted(name)})` : `op.${kind}()`;
}

function quoted(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
