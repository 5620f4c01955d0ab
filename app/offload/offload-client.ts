import { io, type Socket } from 'socket.io-client';
import type { BinaryInput } from '../../models/protocol/bytes';
import type { ClientEvents, ServerEvents } from '../../models/protocol/events';
import { OFFLOAD_PATH, PROTOCOL_VERSION } from '../../models/protocol/limits';
import {
  droppedSchema, failureSchema, resultSchema, welcomeSchema,
  type Dropped, type Failure, type OffloadResult, type Select, type Welcome,
} from '../../models/protocol/messages';
import type { Size } from '../../models/geometry/box';
import type { Encoding } from '../../models/runtime/encoding-ladder';
import { percentile } from '../../models/runtime/percentile';
import { Traffic } from './traffic';

export type OffloadState =
  /** Nobody has agreed to send pictures, or has taken it back: there is no connection. */
  | { readonly status: 'off' }
  | { readonly status: 'connecting' }
  | { readonly status: 'ready'; readonly welcome: Welcome }
  /** The connection is gone; it is tried again by itself. */
  | { readonly status: 'lost'; readonly message: string }
  /** The server does not serve this page; trying again makes no sense. */
  | { readonly status: 'refused'; readonly failure: Failure };

/** What the server saw in one frame, and what it took to know. */
export interface OffloadSight {
  readonly prediction: OffloadResult['prediction'];
  readonly timings: OffloadResult['timings'];
  /** When the frame was taken, as it was given. */
  readonly takenAt: number;
  readonly pictureBytes: number;
  readonly encodeMs: number;
  /** On the network, there and back. */
  readonly networkMs: number;
  /** Of that, beyond an empty round trip. */
  readonly transferMs: number;
  /** From capture to result. */
  readonly latencyMs: number;
}

export interface OffloadListeners {
  readonly onState: (state: OffloadState) => void;
  readonly onSight: (sight: OffloadSight) => void;
  /** A frame was let go: by the server, with its reason, or with the connection. */
  readonly onDrop: (reason: Dropped['reason'] | 'lost') => void;
}

/** What can be looked at; the client owns it and closes it. */
interface Closable {
  close(): void;
}

export interface OffloadOptions<Image extends Closable> {
  /** Where the server is: the page's own origin. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Makes a JPEG or WebP picture no larger than asked for. */
  readonly encode: (image: Image, encoding: Encoding) => Promise<BinaryInput>;
  /** How old a result may be before nobody wants it. */
  readonly budgetMs?: number;
  /** Milliseconds, the clock of `takenAt`. */
  readonly now?: () => number;
}

interface Sent {
  readonly takenAt: number;
  readonly sentAt: number;
  readonly encodeMs: number;
  readonly pictureBytes: number;
}

/** The share of a median. */
const MIDDLE = 0.5;
const BUDGET_MS = 1000;
/** A frame may arrive late, but never so late that it is not worth a try. */
const SHORTEST_DEADLINE_MS = 50;
const ECHO_EVERY_MS = 400;
const ECHOES_KEPT = 25;
const RESULTS_KEPT = 7;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
const CONNECT_WITHIN_MS = 5000;
const FIRST_ENCODING: Encoding = { side: 640, quality: 0.75 };

/** After these, another try would end the same way. */
const FINAL_FAILURES: ReadonlySet<Failure['code']> = new Set(['unsupported_version', 'unauthorized']);
/** After these, the server wants to be left alone for a while. */
const PATIENT_FAILURES: ReadonlySet<Failure['code']> = new Set(['too_many_connections', 'too_many_messages', 'unread', 'unavailable']);

/**
 * The page's side of offloading: sends frames to the server and hands on what it saw. There is no connection, and
 * nothing leaves the device, before `allow` and after `forbid`. A lost connection is made again by itself.
 */
export class OffloadClient<Image extends Closable> {
  /** How the next pictures are made. */
  encoding: Encoding = FIRST_ENCODING;

  private current: OffloadState = { status: 'off' };
  private socket: Socket<ServerEvents, ClientEvents> | undefined;
  private wanted: Select | undefined;
  private selected = false;
  private readonly sent = new Map<number, Sent>();
  private waiting: { readonly image: Image; readonly size: Size; readonly takenAt: number } | undefined;
  private busyEncoding = false;
  private nextId = 0;
  private retries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private echo: ReturnType<typeof setInterval> | undefined;
  private echoSentAt: number | undefined;
  private heardAt = 0;
  private roundTrips: number[] = [];
  private networkTimes: number[] = [];
  private serverTimes: number[] = [];
  private readonly traffic = new Traffic();
  private readonly now: () => number;

  constructor(private readonly options: OffloadOptions<Image>, private readonly listeners: OffloadListeners) {
    this.now = options.now ?? (() => performance.timeOrigin + performance.now());
  }

  get state(): OffloadState {
    return this.current;
  }

  /** The person has agreed that pictures are sent. */
  allow(): void {
    if (this.current.status === 'off' || this.current.status === 'refused') this.connect();
  }

  /** The person has not, or no longer: ends the connection at once. */
  forbid(): void {
    this.hangUp();
    this.become({ status: 'off' });
  }

  /** Chooses what looks at frames, now and after every reconnection. */
  select(model: string, scoreThreshold?: number): void {
    this.wanted = scoreThreshold === undefined ? { model } : { model, scoreThreshold };
    this.selected = false;
    if (this.current.status === 'ready') this.socket?.emit('select', this.wanted);
  }

  /** Whether a frame would be sent now. */
  get free(): boolean {
    return this.current.status === 'ready' && this.selected && !this.busyEncoding && this.sent.size < this.mostOutstanding;
  }

  /** Takes a frame over. While it cannot be sent it waits, and gives way to a newer one. */
  look(image: Image, size: Size, takenAt: number): void {
    this.waiting?.image.close();
    this.waiting = undefined;
    if (this.current.status !== 'ready') {
      image.close();
      return;
    }
    this.waiting = { image, size, takenAt };
    void this.sendWaiting();
  }

  /** Bytes of pictures in the last second. */
  get bytesPerSecond(): number {
    return this.traffic.perSecond(this.now());
  }

  /** For how long the server has been asked whether it is there without a word from it; 0 while there is no doubt. */
  get silentMs(): number {
    return this.echoSentAt === undefined ? 0 : Math.max(0, this.now() - Math.max(this.echoSentAt, this.heardAt));
  }

  /** The shortest empty round trip of late; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.roundTrips.length === 0 ? undefined : Math.min(...this.roundTrips);
  }

  /** Two frames on their way where the network is what takes long, so that the server need not wait for the next. */
  private get mostOutstanding(): number {
    return this.networkTimes.length > 0 && percentile(this.networkTimes, MIDDLE) > percentile(this.serverTimes, MIDDLE) ? 2 : 1;
  }

  private connect(): void {
    this.hangUp();
    this.become({ status: 'connecting' });
    const socket: Socket<ServerEvents, ClientEvents> = io(this.options.url, {
      path: OFFLOAD_PATH,
      transports: ['websocket'],
      forceNew: true,
      // Tried again by this class, which knows when it makes sense.
      reconnection: false,
      timeout: CONNECT_WITHIN_MS,
    });
    this.socket = socket;
    const { token } = this.options;
    socket.on('connect', () => socket.emit('hello', { version: PROTOCOL_VERSION, ...(token === undefined ? {} : { token }) }));
    socket.on('connect_error', (error) => this.lose(socket, error.message));
    socket.on('disconnect', (reason) => this.lose(socket, reason));
    socket.on('welcome', (message) => {
      const welcome = welcomeSchema.safeParse(message);
      if (!welcome.success) return this.refuse({ code: 'unsupported_version', message: 'The server speaks in a way that this page does not know. Reload the page.' });
      this.startEchoes(socket);
      this.become({ status: 'ready', welcome: welcome.data });
      if (this.wanted !== undefined) socket.emit('select', this.wanted);
    });
    socket.on('selected', ({ model }) => {
      this.selected = model === this.wanted?.model;
      this.retries = 0;
      void this.sendWaiting();
    });
    socket.on('result', (message) => this.hearResult(message));
    socket.on('dropped', (message) => this.hearDrop(message));
    socket.on('failure', (message) => this.hearFailure(message));
  }

  /** Ends the connection, and forgets all frames. */
  private hangUp(): void {
    clearTimeout(this.retry);
    clearInterval(this.echo);
    const { socket } = this;
    this.socket = undefined;
    socket?.removeAllListeners();
    socket?.disconnect();
    this.selected = false;
    this.echoSentAt = undefined;
    this.roundTrips = [];
    this.networkTimes = [];
    this.serverTimes = [];
    this.waiting?.image.close();
    this.waiting = undefined;
    const lost = this.sent.size;
    this.sent.clear();
    for (let frame = 0; frame < lost; frame++) this.listeners.onDrop('lost');
  }

  private lose(socket: Socket<ServerEvents, ClientEvents>, message: string, leastPauseMs = 0): void {
    if (socket !== this.socket) return;
    this.hangUp();
    const pauseMs = Math.max(leastPauseMs, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.retries++));
    // Spread out, so that a server that comes back is not run down by all clients at once.
    this.retry = setTimeout(() => this.connect(), pauseMs * (0.75 + Math.random() / 2));
    this.become({ status: 'lost', message });
  }

  private refuse(failure: Failure): void {
    this.hangUp();
    this.become({ status: 'refused', failure });
  }

  private async sendWaiting(): Promise<void> {
    const { waiting, socket } = this;
    if (waiting === undefined || socket === undefined || !this.free) return;
    this.waiting = undefined;
    this.busyEncoding = true;
    try {
      const { image, size, takenAt } = waiting;
      const start = this.now();
      const picture = await this.options.encode(image, this.encoding).finally(() => image.close());
      // The person may have changed their mind meanwhile, or the server be gone.
      if (socket !== this.socket || this.current.status !== 'ready') return;
      const sentAt = this.now();
      const { pictureBytes: mostBytes } = this.current.welcome.limits;
      if (picture.byteLength > mostBytes) { this.listeners.onDrop('too_large'); return; }
      const id = this.nextId++;
      this.sent.set(id, { takenAt, sentAt, encodeMs: sentAt - start, pictureBytes: picture.byteLength });
      this.traffic.add(sentAt, picture.byteLength);
      socket.emit('frame', { id, capturedAt: takenAt, width: size.width, height: size.height, deadlineMs: this.deadlineFor(takenAt, sentAt), picture });
    } catch {
      this.listeners.onDrop('undecodable');
    } finally {
      this.busyEncoding = false;
      void this.sendWaiting();
    }
  }

  /** What is left of the budget for waiting at the server, once encoding and the network have had their part. */
  private deadlineFor(takenAt: number, sentAt: number): number {
    const networkMs = this.networkTimes.length === 0 ? 0 : percentile(this.networkTimes, MIDDLE);
    return Math.max(SHORTEST_DEADLINE_MS, (this.options.budgetMs ?? BUDGET_MS) - (sentAt - takenAt) - networkMs);
  }

  private hearResult(message: OffloadResult): void {
    const result = resultSchema.safeParse(message);
    const heardAt = this.heard();
    const sent = result.success ? this.take(result.data.id) : undefined;
    if (result.success && sent !== undefined) {
      const { prediction, timings } = result.data;
      const { takenAt, sentAt, encodeMs, pictureBytes } = sent;
      const networkMs = Math.max(0, heardAt - sentAt - timings.totalMs);
      keep(this.networkTimes, networkMs, RESULTS_KEPT);
      keep(this.serverTimes, timings.totalMs, RESULTS_KEPT);
      this.listeners.onSight({
        prediction, timings, takenAt, encodeMs, networkMs, pictureBytes,
        transferMs: Math.max(0, networkMs - (this.roundTripMs ?? networkMs)),
        latencyMs: heardAt - takenAt,
      });
    }
    void this.sendWaiting();
  }

  private hearDrop(message: Dropped): void {
    const drop = droppedSchema.safeParse(message);
    this.heard();
    if (drop.success && this.take(drop.data.id) !== undefined) this.listeners.onDrop(drop.data.reason);
    void this.sendWaiting();
  }

  private hearFailure(message: Failure): void {
    const failure = failureSchema.safeParse(message);
    if (!failure.success || this.socket === undefined) return;
    const { code } = failure.data;
    if (FINAL_FAILURES.has(code)) this.refuse(failure.data);
    else if (code === 'closing' || PATIENT_FAILURES.has(code)) this.lose(this.socket, failure.data.message, PATIENT_FAILURES.has(code) ? LONGEST_RETRY_MS / 2 : 0);
  }

  private startEchoes(socket: Socket<ServerEvents, ClientEvents>): void {
    this.heard();
    clearInterval(this.echo);
    this.echo = setInterval(() => {
      if (this.echoSentAt !== undefined) return;
      const sentAt = this.now();
      this.echoSentAt = sentAt;
      socket.emit('echo', () => {
        if (socket !== this.socket) return;
        this.echoSentAt = undefined;
        keep(this.roundTrips, this.heard() - sentAt, ECHOES_KEPT);
      });
    }, ECHO_EVERY_MS);
  }

  private heard(): number {
    this.heardAt = this.now();
    return this.heardAt;
  }

  private take(id: number): Sent | undefined {
    const sent = this.sent.get(id);
    this.sent.delete(id);
    return sent;
  }

  private become(state: OffloadState): void {
    if (state.status === 'off' && this.current.status === 'off') return;
    this.current = state;
    this.listeners.onState(state);
  }
}

function keep(values: number[], value: number, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}
