import { createServer, Socket, type AddressInfo } from 'node:net';

/** A way to a database server that can be held up or cut, as networks do. */
export interface Gate {
  /** The URL of the same database, by this way. */
  readonly url: string;
  /** Lets nothing through, and keeps the connections. */
  hold(): void;
  /** Ends the connections, and takes no new ones. */
  cut(): void;
  /** Lets everything through again. */
  open(): void;
  close(): Promise<void>;
}

/** Opens a way to the server of a URL. */
export async function openGate(databaseUrl: string): Promise<Gate> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: 'open' | 'held' | 'cut' = 'open';
  const server = createServer((client) => {
    if (state === 'cut') return void client.destroy();
    const upstream = new Socket().connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => void to.write(data));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (state === 'held') from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const cut = (): void => {
    state = 'cut';
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    hold: () => {
      state = 'held';
      for (const socket of sockets) socket.pause();
    },
    cut,
    open: () => {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
