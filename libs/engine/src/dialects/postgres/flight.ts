import type { StatementName } from './prepared-names';

/** A statement as it is sent. */
export interface SentStatement extends StatementName {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Somebody waits to hear that it is done before what follows it is. */
  readonly isAwaited: boolean;
}

/** What is used of the connection below a client of `pg`, as its own cursors use it. */
export interface FlightConnection {
  readonly stream: { readonly writable: boolean; write(piece: Buffer): unknown };
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
  #isSent = false;

  constructor(
    private readonly statements: readonly SentStatement[],
    private readonly listener: FlightListener,
    private readonly settle: (error?: unknown) => void,
  ) {}

  /** Called by `pg` when it is the turn of this flight; one that was sent ahead is on its way. */
  submit(connection: FlightConnection): void {
    if (!this.#isSent) this.send(connection);
  }

  send(connection: FlightConnection): void {
    this.#isSent = true;
    inOnePiece(connection, (pieces) => {
      for (const { sql, parameters, isAwaited, name, isParsed } of this.statements) {
        if (!isParsed) pieces.parse({ name, text: sql });
        pieces.bind({ portal: '', statement: name, values: parameters.map(textOf) });
        pieces.execute({ portal: '', rows: 0 });
        // Without it the server keeps what it has to say until the end; each time it says something costs both sides.
        if (isAwaited) pieces.flush();
      }
      pieces.sync();
    });
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

  handleCopyInResponse(connection: FlightConnection): void {
    connection.sendCopyFail('a revision has nothing to copy from');
  }

  handleCopyData(): void {
    // COPY … TO STDOUT has nobody to read it.
  }

  /** An error of the server is followed by how the transaction stands; a lost connection by nothing. */
  handleError(error: unknown, connection: FlightConnection): void {
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

/** To hand a stream twenty small pieces takes longer than to make them. */
function inOnePiece(connection: FlightConnection, send: (pieces: FlightConnection) => void): void {
  const pieces: Buffer[] = [];
  const stream = { writable: true, write: (piece: Buffer) => pieces.push(piece) };
  send(Object.create(connection, { stream: { value: stream } }) as FlightConnection);
  if (connection.stream.writable) connection.stream.write(Buffer.concat(pieces));
}

function textOf(value: unknown): unknown {
  return value === null || value === undefined ? null : String(value);
}
