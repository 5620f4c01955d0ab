import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../../../models/protocol/events';
import { OFFLOAD_PATH, PROTOCOL_VERSION } from '../../../models/protocol/limits';
import { percentile } from '../../../models/percentile';

export interface Load {
  readonly url: string;
  readonly model: string;
  readonly picture: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Outcome {
  readonly results: number;
  readonly resultsPerSecond: number;
  /** From sending a frame to its result, in milliseconds. */
  readonly ageMs: { readonly median: number; readonly p95: number };
  readonly sent: number;
  /** Of the client that got fewest results, as a share of the mean. */
  readonly leastShare: number;
}

type Client = Socket<ServerEvents, ClientEvents>;

/** Frames that come regularly from each client, answered or not. */
export async function sendSteadily(load: Load, clients: number, framesPerSecond: number, seconds: number): Promise<Outcome> {
  const sockets = await dialAll(load, clients);
  const ages: number[] = [];
  const results = sockets.map(() => 0);
  let sent = 0;
  sockets.forEach((socket, index) => socket.on('result', ({ capturedAt }) => {
    ages.push(performance.now() - capturedAt);
    results[index] = (results[index] ?? 0) + 1;
  }));
  const everyMs = 1000 / framesPerSecond;
  const start = performance.now();
  const timers = sockets.map((socket, index) => {
    // Spread over the interval, as the cameras of strangers are.
    let next = start + (everyMs * index) / clients;
    const send = () => {
      for (; next <= performance.now(); next += everyMs) socket.emit('frame', frameOf(load, sent++));
    };
    return setInterval(send, Math.max(1, Math.min(everyMs / 2, 10)));
  });
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  for (const timer of timers) clearInterval(timer);
  const elapsedSeconds = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.close();
  return {
    results: ages.length, sent, resultsPerSecond: ages.length / elapsedSeconds,
    ageMs: { median: percentile(ages, 0.5), p95: percentile(ages, 0.95) },
    leastShare: (Math.min(...results) * clients) / ages.length,
  };
}

/** One client that always has a frame in work and one that waits. @returns how many were answered */
export async function sendBackToBack(load: Load, seconds: number): Promise<{ readonly results: number; readonly elapsedMs: number }> {
  const [socket] = await dialAll(load, 1);
  if (socket === undefined) return { results: 0, elapsedMs: NaN };
  let [results, sent] = [0, 0];
  const start = performance.now();
  const next = () => socket.emit('frame', frameOf(load, sent++));
  socket.on('result', () => {
    results++;
    next();
  });
  socket.on('dropped', next);
  next();
  next();
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const elapsedMs = performance.now() - start;
  socket.close();
  return { results, elapsedMs };
}

const frameOf = ({ picture, width, height }: Load, id: number) => ({ id, capturedAt: performance.now(), width, height, deadlineMs: 1000, picture });

async function dialAll({ url, model }: Load, clients: number): Promise<Client[]> {
  return Promise.all(Array.from({ length: clients }, () => new Promise<Client>((resolve, reject) => {
    const socket: Client = io(url, { path: OFFLOAD_PATH, transports: ['websocket'], forceNew: true, reconnection: false });
    socket.once('connect_error', reject);
    socket.once('failure', ({ message }) => reject(new Error(message)));
    socket.once('selected', () => resolve(socket));
    socket.once('welcome', () => socket.emit('select', { model }));
    socket.once('connect', () => {
      socket.emit('hello', { version: PROTOCOL_VERSION });
      // The naive server knows frames alone.
      if (model === '') resolve(socket);
    });
  })));
}
