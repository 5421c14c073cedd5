import { PlumblineError } from '../errors/plumbline-error';
import { deepFreeze } from '../kernel/freeze';
import type { DialectName } from '../model/dialect-name';
import type { Place } from './argument-readers';
import { filled, refuse } from './argument-readers';
import { ARITY, callReaders, type ReadKind } from './operation-readers';
import type { Operation } from './operation';
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
  const state: State = { open: true, recorded };
  let result: unknown;
  try {
    result = body(new Recording(state, { ...context, dialect }) as Recording & Calls);
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

interface State {
  open: boolean;
  /** Where calls go: the list of the function, or of the block that is open. */
  recorded: Operation[];
  block?: true;
}

/**
 * Reads one call by its name and its arguments, as a revision would make it.
 *
 * @throws PlumblineError `invalid-operation`
 */
export function readCall(
  kind: ReadKind,
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

type Calls = Omit<Operations, 'dialect' | 'sql' | 'autocommit'>;

/** What is given to the function of a revision. A call is made when it is asked for: most revisions have one or two. */
class Recording {
  readonly dialect: DialectName;
  readonly autocommit: Operations['autocommit'];
  readonly sql: Operations['sql'];
  readonly #state: State;
  readonly #context: RecordContext & { readonly dialect: DialectName };

  constructor(state: State, context: RecordContext & { readonly dialect: DialectName }) {
    this.#state = state;
    this.#context = context;
    this.dialect = context.dialect;
    this.autocommit = (calls) => {
      this.#refuseLate('op.autocommit()');
      recordBlock(state, calls, this.#place('op.autocommit()'));
    };
    this.sql = (text) => Object.freeze({ sql: filled(text, this.#place('op.sql()')) });
    Object.freeze(this);
  }

  static {
    for (const kind of Object.keys(callReaders) as ReadKind[]) {
      Object.defineProperty(this.prototype, kind, {
        get(this: Recording) {
          return (...args: readonly unknown[]): void => this.#record(kind, args);
        },
      });
    }
  }

  #record(kind: ReadKind, args: readonly unknown[]): void {
    this.#refuseLate(`op.${kind}()`);
    if (this.#state.block && kind === 'run')
      throw refuse(this.#place('op.run()'), 'has no place within op.autocommit()');
    this.#state.recorded.push(readCall(kind, args, this.#context));
  }

  #refuseLate(call: string): void {
    if (this.#state.open) return;
    throw refuse(this.#place(call), 'is called after the function returned, when the plan is made already');
  }

  #place(call: string): Place {
    return { revision: this.#context.revision, dialect: this.#context.dialect, call, path: '' };
  }
}

function recordBlock(state: State, calls: unknown, at: Place): void {
  if (state.block) throw refuse(at, 'is called within another one');
  if (typeof calls !== 'function') throw refuse(at, 'takes a function');
  const outer = state.recorded;
  const operations: Operation[] = [];
  Object.assign(state, { recorded: operations, block: true });
  let result: unknown;
  try {
    result = (calls as () => unknown)();
  } finally {
    state.recorded = outer;
    delete state.block;
  }
  if (isThenable(result)) {
    result.then(undefined, () => undefined);
    throw refuse(at, 'takes an ordinary function, not an asynchronous one');
  }
  outer.push(deepFreeze({ kind: 'autocommit', operations }));
}

/** `op.addColumn('users')`: the call and its first argument, which is most often the table. */
function callName(kind: ReadKind, args: readonly unknown[]): string {
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
