import { createServer } from 'node:http';
import pino from 'pino';
import sharp from 'sharp';
import { io, type Socket } from 'socket.io-client';
import { listen } from '../../../server/listen';
import { createOffload, type Offload, type OffloadParts } from '../../../server/offload/offload-server';
import { offloadSchema, type OffloadSettings } from '../../../server/offload/settings';
import type { ClientEvents, ServerEvents } from '../../../models/protocol/events';
import { predictionSchema } from '../../../models/prediction/prediction-schema';
import { OFFLOAD_PATH, PROTOCOL_VERSION } from '../../../models/protocol/limits';
import type { Dropped, FrameMessage, OffloadResult, Select, ServedCard, Welcome } from '../../../models/protocol/messages';

export type ClientSocket = Socket<ServerEvents, ClientEvents>;
export type Answer = ({ readonly type: 'result' } & OffloadResult) | ({ readonly type: 'dropped' } & Dropped);

export interface House {
  readonly url: string;
  readonly port: number;
  readonly offload: Offload;
  readonly close: () => Promise<void>;
}

export const fakeEngines: OffloadParts = {
  enginesModule: new URL('./fake-engines.ts', import.meta.url).href,
  engineNames: ['missing', 'instant'],
  patience: { loadMs: 60_000, frameMs: 60_000 },
};

/** An offload server on a port of its own. */
export async function openHouse(settings: Partial<OffloadSettings> = {}, parts: OffloadParts = fakeEngines, log = pino({ level: 'silent' })): Promise<House> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  const port = await listen(server, { port: 0, host: '127.0.0.1' });
  const offload = await createOffload(server, { ...offloadSchema.parse({ workers: 1, deadlineMs: 60_000 }), ...settings }, log, parts);
  return { port, url: `http://127.0.0.1:${port}`, offload, close: () => offload.close(2000) };
}

export const dial = (url: string, options: Parameters<typeof io>[1] = {}): ClientSocket =>
  io(url, { path: OFFLOAD_PATH, transports: ['websocket'], forceNew: true, reconnection: false, ...options });

/** A socket that has said hello and chosen a model. */
export async function dialAndSelect(url: string, token?: string): Promise<{ readonly socket: ClientSocket; readonly welcome: Welcome }> {
  const socket = dial(url);
  const welcome = await new Promise<Welcome>((resolve, reject) => {
    socket.once('welcome', resolve);
    socket.once('failure', ({ message }) => reject(new Error(message)));
    socket.once('connect_error', reject);
    socket.emit('hello', { version: PROTOCOL_VERSION, ...(token === undefined ? {} : { token }) });
  });
  await select(socket, { model: welcome.models[0]?.name ?? '' });
  return { socket, welcome };
}

/** @returns the card of what looks from now on */
export const select = (socket: ClientSocket, wanted: Select): Promise<ServedCard> => new Promise((resolve, reject) => {
  socket.once('selected', ({ card }) => resolve(card));
  socket.once('failure', ({ code, message }) => reject(new Error(`${code}: ${message}`)));
  socket.emit('select', wanted);
});

/** Collects the answers of a socket, in the order in which they come. */
export class Answers {
  readonly all: Answer[] = [];
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  constructor(socket: ClientSocket) {
    socket.on('result', (message) => this.add({ type: 'result', ...message, prediction: predictionSchema.parse(message.prediction) }));
    socket.on('dropped', (message) => this.add({ type: 'dropped', ...message }));
  }

  to(id: number): Promise<Answer> {
    const known = this.all.find((answer) => answer.id === id);
    return known === undefined ? new Promise((resolve) => this.waiting.set(id, resolve)) : Promise.resolve(known);
  }

  /** What became of a frame, in a word. */
  async wordFor(id: number): Promise<string> {
    const answer = await this.to(id);
    return answer.type === 'result' ? 'result' : answer.reason;
  }

  private add(answer: Answer): void {
    this.all.push(answer);
    this.waiting.get(answer.id)?.(answer);
    this.waiting.delete(answer.id);
  }
}

export const smallJpeg = await sharp({ create: { width: 32, height: 24, channels: 3, background: 'teal' } }).jpeg().toBuffer();

export const frameOf = (id: number, change: Partial<FrameMessage> = {}): FrameMessage =>
  ({ id, capturedAt: performance.now(), width: 320, height: 240, deadlineMs: 60_000, picture: smallJpeg, ...change });
