import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a PostgreSQL server on which something goes wrong. */
export interface Way {
  /** The URL of a database, by this way. */
  readonly url: string;
  close(): Promise<void>;
}

/** One that is cut. */
export interface CutWay extends Way {
  /** How many messages with a COMMIT went through, or were to. */
  commits(): number;
}

/**
 * Stands between a client and a server, and cuts one connection at its COMMIT: `before` it reaches the server, or `after` the
 * server has answered and before the client hears it.
 *
 * @param at which COMMIT, from 1, of all that go through
 */
export async function cutAtCommit(url: string, at: number, when: 'before' | 'after'): Promise<CutWay> {
  let seen = 0;
  const way = await openWay(url, (client, upstream) => {
    let isCut = false;
    client.on('data', (chunk) => {
      if (chunk.includes('COMMIT')) {
        seen += 1;
        isCut = seen === at;
      }
      if (isCut && when === 'before') client.destroy();
      else upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (isCut) client.destroy();
      else client.write(chunk);
    });
  });
  return { ...way, commits: () => seen };
}

/**
 * Stands between a client and a server as a network does that is parted: from the first message on that holds a text nothing
 * comes through any more, on no connection, and nobody is told.
 */
export function silentFrom(url: string, text: string): Promise<Way> {
  let isParted = false;
  return openWay(url, (client, upstream) => {
    client.on('data', (chunk) => {
      isParted ||= chunk.includes(text);
      if (!isParted) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!isParted) client.write(chunk);
    });
  });
}

async function openWay(url: string, join: (client: Socket, upstream: Socket) => void): Promise<Way> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    join(client, upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(url), { port: String(port) }).href,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
