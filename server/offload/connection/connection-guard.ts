import type { Socket } from 'node:net';
import { isBinary } from '../../../models/protocol/bytes';
import type { OffloadLimits } from '../../../models/protocol/limits';
import { TokenBucket } from './token-bucket';

/** What is used of a connection of engine.io. */
export interface GuardedConnection {
  on(event: 'data' | 'packetCreate' | 'drain', listener: (data: unknown) => void): unknown;
  close(discard?: boolean): unknown;
}

/** Answers that a client has not read; who lets more pile up does not read at all. */
const MOST_UNREAD = 256;

/**
 * What a socket takes before it cuts the connection, which is all that engine.io can do (socketio/engine.io#706): well
 * above the limit of a picture, so that whoever exceeds that gets an answer.
 */
export const largestMessage = ({ pictureBytes }: Pick<OffloadLimits, 'pictureBytes'>): number => 4 * pictureBytes + 4096;

/** Far more than a hello takes, and all that whoever has not said it may send. */
const MOST_BEFORE_HELLO_BYTES = 16_384;

/** What is used of a connection that has just come. */
export interface NewConnection {
  readonly request: { readonly socket: Pick<Socket, 'on' | 'once' | 'off' | 'destroy'> };
}

/**
 * Cuts a connection that sends more than that, counted as it arrives: a message is held until it is whole, and one that is
 * closed in order goes on arriving until the other side agrees.
 * @returns to be called once hello was said: from then on it may send as much as everyone
 */
export function limitBeforeHello({ request: { socket } }: NewConnection): () => void {
  let bytes = 0;
  const count = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    if (bytes > MOST_BEFORE_HELLO_BYTES) socket.destroy();
  };
  socket.on('data', count);
  return () => void socket.off('data', count);
}

/** How long a connection may stay that is to end: it may be told why, and has to agree. */
const DISMISSAL_MS = 2000;

/** What is used of a connection to end it. */
export interface ClosableConnection extends NewConnection {
  close(discard?: boolean): void;
}

/**
 * Whoever closes the connection in order, the other side has to agree, and may go on sending instead: cuts it soon after.
 * @returns cuts it soon, closed or not
 */
export function cutWhenClosed(connection: ClosableConnection): () => void {
  const { socket } = connection.request;
  const cutSoon = (): void => {
    const cut = setTimeout(() => socket.destroy(), DISMISSAL_MS);
    socket.once('close', () => clearTimeout(cut));
  };
  const close = connection.close.bind(connection);
  connection.close = (discard) => {
    cutSoon();
    close(discard);
  };
  return cutSoon;
}

/** Messages of all kinds that a client may send for each frame that it may send. */
export const MESSAGES_PER_FRAME = 4;
/** A message comes in two packets, where it has a picture. */
const PACKETS_PER_MESSAGE = 2;
/** Answers to the server's pings, and what comes once. */
const MORE_PACKETS = 16;

/** What is used of a connection to count all that comes. */
export interface CountedConnection {
  readonly request: { readonly websocket?: { on(event: 'ping' | 'pong', listener: () => void): unknown } };
  on(event: 'packet', listener: () => void): unknown;
}

/**
 * Tells once when more comes a second than a client has a use for, be it no message at all: packets of engine.io, pings and
 * pongs of the websocket below. Each costs time, and a ping an answer.
 */
export function watchForFlood(connection: CountedConnection, { framesPerSecond }: Pick<OffloadLimits, 'framesPerSecond'>, onFlood: () => void): void {
  const packets = new TokenBucket(MORE_PACKETS + PACKETS_PER_MESSAGE * MESSAGES_PER_FRAME * framesPerSecond, performance.now());
  let told = false;
  const count = (): void => {
    if (told || packets.take(performance.now())) return;
    told = true;
    onFlood();
  };
  connection.on('packet', count);
  for (const event of ['ping', 'pong'] as const) connection.request.websocket?.on(event, count);
}

/** Bounds what the server holds for a connection: parts of a message that is not whole, and answers that nobody reads. */
export class ConnectionGuard {
  private partialBytes = 0;
  private unread = 0;

  /** @param onUnread the client does not read; the connection is cut once this was told */
  constructor(private readonly connection: GuardedConnection, private readonly limits: OffloadLimits, private readonly onUnread: () => void) {
    connection.on('data', (data) => this.countPart(data));
    connection.on('packetCreate', () => this.countUnread());
    connection.on('drain', () => {
      this.unread = 0;
    });
  }

  /** A message has come that is whole. */
  whole(): void {
    this.partialBytes = 0;
  }

  /** A message may announce several binary parts and never finish; what it has sent by then is bounded too. */
  private countPart(data: unknown): void {
    if (!isBinary(data)) return;
    this.partialBytes += data.byteLength;
    if (this.partialBytes > largestMessage(this.limits)) this.connection.close(true);
  }

  private countUnread(): void {
    if (++this.unread !== MOST_UNREAD + 1) return;
    this.onUnread();
    this.connection.close(true);
  }
}
