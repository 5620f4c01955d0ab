import { connect, createServer, type Socket } from 'node:net';
import type { Random } from '../../../models/tensor/random';

export interface ThinNetwork {
  readonly url: string;
  /** Everything that passes stops where it is, as when a phone loses its network: no end, no error. */
  stall(): void;
  resume(): void;
  /** Breaks every connection. */
  cut(): void;
  close(): void;
}

export interface ThinNetworkOptions {
  /** One way. */
  readonly delayMs: number;
  /** Of the pieces that pass: a lost one holds up all that follow it, as TCP does, until it is sent again, */
  readonly loss: number;
  /** after this, and after twice as long whenever it is lost again. */
  readonly resendMs: number;
  readonly random: Random;
}

/** A bad network before a server on this machine. @param port of the server, or what it is when somebody calls */
export function thinNetwork(port: number | (() => number), { delayMs, loss, resendMs, random }: ThinNetworkOptions): Promise<ThinNetwork> {
  const sockets = new Set<Socket>();
  let stalled = false;
  const held: (() => void)[] = [];

  const carry = (from: Socket, to: Socket): void => {
    let freeAt = 0;
    const later = (act: () => void): void => {
      let lossMs = 0;
      for (let waitMs = resendMs; random.next() < loss; waitMs *= 2) lossMs += waitMs;
      freeAt = Math.max(freeAt, performance.now() + delayMs + lossMs);
      setTimeout(() => (stalled ? held.push(act) : act()), freeAt - performance.now());
    };
    from.on('data', (piece) => later(() => to.writable && to.write(piece)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
  };

  const server = createServer((client) => {
    const upstream = connect(typeof port === 'number' ? port : port(), '127.0.0.1');
    for (const socket of [client, upstream]) sockets.add(socket.setNoDelay());
    carry(client, upstream);
    carry(upstream, client);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
        stall: () => {
          stalled = true;
        },
        resume: () => {
          stalled = false;
          for (const act of held.splice(0)) act();
        },
        cut,
        close: () => {
          cut();
          server.close();
        },
      });
    });
  });
}
