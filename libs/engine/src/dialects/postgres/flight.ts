import type { Statement } from '../../dialect/dialect';

/** What is used of the connection below a client of `pg`, as its own cursors use it. */
interface Connection {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { readonly name: string; readonly text: string }): void;
  bind(message: {
    readonly portal: string;
    readonly statement: string;
    readonly values: readonly unknown[];
  }): void;
  execute(message: { readonly portal: string; readonly rows: number }): void;
  flush(): void;
  sync(): void;
  sendCopyFail(reason: string): void;
  once(event: 'readyForQuery' | 'end', listener: () => void): void;
}

export interface FlightListener {
  /** A statement is done: its index from 0, and the rows that it changed or gave. */
  readonly completed: (index: number, rows: number) => void;
  /** The values of a row that a statement gave, as text. */
  readonly row?: (index: number, values: readonly (string | null)[]) => void;
}

/**
 * Several statements in one message, by the extended protocol with a single Sync (manual, 54.2.4 Pipelining): each is
 * parsed as exactly one statement, the first that fails ends the flight, and the server tells in the end, or after one
 * that is awaited, which of them are done. `pg` takes it as it takes a cursor.
 */
export class Flight {
  #at = 0;

  constructor(
    private readonly statements: readonly Statement[],
    private readonly listener: FlightListener,
    private readonly settle: (error?: unknown) => void,
  ) {}

  submit(connection: Connection): void {
    connection.stream.cork();
    for (const { sql, parameters = [], isAwaited } of this.statements) {
      connection.parse({ name: '', text: sql });
      connection.bind({ portal: '', statement: '', values: parameters.map(textOf) });
      connection.execute({ portal: '', rows: 0 });
      // Without it the server keeps what it has to say until the end; each time it says something costs both sides.
      if (isAwaited === true) connection.flush();
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#complete(Number(/ (\d+)$/.exec(text)?.[1] ?? 0));
  }

  handleEmptyQuery(): void {
    this.#complete(0);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.listener.row?.(this.#at, fields);
  }

  handleRowDescription(): void {
    // The rows of a flight are read as text.
  }

  handlePortalSuspended(): void {
    // Every row is asked for.
  }

  handleCopyInResponse(connection: Connection): void {
    connection.sendCopyFail('a revision has nothing to copy from');
  }

  handleCopyData(): void {
    // COPY … TO STDOUT has nobody to read it.
  }

  /** An error of the server is followed by how the transaction stands; a lost connection by nothing. */
  handleError(error: unknown, connection: Connection): void {
    if ((error as { readonly severity?: string }).severity === undefined) {
      this.settle(error);
      return;
    }
    const settle = (): void => this.settle(error);
    connection.once('readyForQuery', settle);
    connection.once('end', settle);
  }

  handleReadyForQuery(): void {
    this.settle();
  }

  #complete(rows: number): void {
    this.listener.completed(this.#at, rows);
    this.#at += 1;
  }
}

function textOf(value: unknown): unknown {
  return value === null || value === undefined ? null : String(value);
}
