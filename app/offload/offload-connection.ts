import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../../models/protocol/events';
import { OFFLOAD_PATH, PROTOCOL_VERSION } from '../../models/protocol/limits';
import {
  droppedSchema, failureSchema, resultSchema, selectedSchema, welcomeSchema,
  type Dropped, type Failure, type FrameMessage, type OffloadResult, type Select, type ServedCard, type Welcome,
} from '../../models/protocol/messages';
import type { LinkTimes } from './policy/link-times';
import type { Trouble } from './offload-messages-en';

export type OffloadState =
  /** Nobody has agreed to send pictures, or has taken it back: there is no connection. */
  | { readonly status: 'off' }
  | { readonly status: 'connecting' }
  | { readonly status: 'ready'; readonly welcome: Welcome }
  /** The connection is gone; it is tried again by itself. */
  | { readonly status: 'lost'; readonly because: Trouble }
  /** The server does not serve this page; trying again makes no sense. */
  | { readonly status: 'refused'; readonly because: Trouble };

export interface ConnectionListeners {
  readonly onState: (state: OffloadState) => void;
  /** What was sent is not answered any more. */
  readonly onEnd: () => void;
  readonly onSelected: (card: ServedCard) => void;
  /** The server cannot look with what was selected. */
  readonly onUnserved: (because: Trouble) => void;
  readonly onResult: (result: OffloadResult) => void;
  readonly onDropped: (drop: Dropped) => void;
}

type OffloadSocket = Socket<ServerEvents, ClientEvents>;

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
const CONNECT_WITHIN_MS = 5000;

/** After these, the server wants to be left alone for a while. */
const PATIENT_FAILURES: ReadonlySet<Failure['code']> = new Set(['too_many_connections', 'too_many_messages', 'unread', 'unavailable']);

/**
 * The connection to the server: says hello, checks what it hears, and asks now and then whether the server is there. A
 * lost one is made again by itself, until it is closed.
 */
export class OffloadConnection {
  private current: OffloadState = { status: 'off' };
  private socket: OffloadSocket | undefined;
  private token: string | undefined;
  private retries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private echo: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly url: string, private readonly times: LinkTimes, private readonly listeners: ConnectionListeners) {}

  get state(): OffloadState {
    return this.current;
  }

  open(): void {
    if (this.current.status === 'off') this.connect();
  }

  /** What the server is told from now on, where it asks for a token; one that refused is asked again, even with the same. */
  introduce(token: string | undefined): void {
    const { status } = this.current;
    const again = status === 'refused' || (status === 'connecting' && token !== this.token);
    this.token = token;
    if (again) this.connect();
  }

  close(): void {
    this.hangUp();
    this.become({ status: 'off' });
  }

  /** To be called while it is ready. */
  select(select: Select): void {
    this.socket?.emit('select', select);
  }

  /** To be called while it is ready. */
  send(frame: FrameMessage): void {
    this.socket?.emit('frame', frame);
  }

  private connect(): void {
    this.hangUp();
    this.become({ status: 'connecting' });
    const socket: OffloadSocket = io(this.url, {
      path: OFFLOAD_PATH,
      transports: ['websocket'],
      forceNew: true,
      // Tried again by this class, which knows when it makes sense.
      reconnection: false,
      timeout: CONNECT_WITHIN_MS,
    });
    this.socket = socket;
    const { token } = this;
    socket.on('connect', () => socket.emit('hello', { version: PROTOCOL_VERSION, ...(token === undefined ? {} : { token }) }));
    socket.on('connect_error', () => this.lose(socket, 'unreachable'));
    socket.on('disconnect', () => this.lose(socket, 'broken'));
    socket.on('welcome', (message) => this.hearWelcome(socket, message));
    socket.on('selected', (message) => {
      const selected = selectedSchema.safeParse(message);
      if (!selected.success) return;
      this.retries = 0;
      this.listeners.onSelected(selected.data.card);
    });
    socket.on('result', (message) => {
      const result = resultSchema.safeParse(message);
      this.times.heard();
      if (result.success) this.listeners.onResult(result.data);
    });
    socket.on('dropped', (message) => {
      const drop = droppedSchema.safeParse(message);
      this.times.heard();
      if (drop.success) this.listeners.onDropped(drop.data);
    });
    socket.on('failure', (message) => this.hearFailure(socket, message));
  }

  private hangUp(): void {
    clearTimeout(this.retry);
    clearTimeout(this.echo);
    const { socket } = this;
    this.socket = undefined;
    socket?.removeAllListeners();
    socket?.disconnect();
    this.times.reset();
    this.listeners.onEnd();
  }

  private lose(socket: OffloadSocket, because: Trouble, leastPauseMs = 0): void {
    if (socket !== this.socket) return;
    this.hangUp();
    const pauseMs = Math.max(leastPauseMs, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.retries++));
    // Spread out, so that a server that comes back is not run down by all clients at once.
    this.retry = setTimeout(() => this.connect(), pauseMs * (0.75 + Math.random() / 2));
    this.become({ status: 'lost', because });
  }

  private refuse(because: Trouble): void {
    this.hangUp();
    this.become({ status: 'refused', because });
  }

  private hearWelcome(socket: OffloadSocket, message: Welcome): void {
    const welcome = welcomeSchema.safeParse(message);
    if (!welcome.success) return this.refuse('unsupported_version');
    this.times.heard();
    clearTimeout(this.echo);
    this.keepAsking(socket, welcome.data.limits.framesPerSecond);
    this.become({ status: 'ready', welcome: welcome.data });
  }

  /** No more often than frames, of which a server may want few. */
  private keepAsking(socket: OffloadSocket, framesPerSecond: number): void {
    this.echo = setTimeout(() => {
      const answered = this.times.ask();
      socket.emit('echo', () => { if (socket === this.socket) answered(); });
      this.keepAsking(socket, framesPerSecond);
    }, Math.max(this.times.pauseMs, 1000 / framesPerSecond));
  }

  private hearFailure(socket: OffloadSocket, message: Failure): void {
    const failure = failureSchema.safeParse(message);
    if (!failure.success) return;
    const { code } = failure.data;
    switch (code) {
      case 'unauthorized': return this.refuse(this.token === undefined ? 'token_wanted' : 'token_wrong');
      case 'unsupported_version': return this.refuse(code);
      case 'unknown_model':
      case 'unknown_size': return this.listeners.onUnserved(code);
      case 'closing': return this.lose(socket, code);
      default: if (PATIENT_FAILURES.has(code)) this.lose(socket, code, LONGEST_RETRY_MS / 2);
    }
  }

  private become(state: OffloadState): void {
    if (state.status === 'off' && this.current.status === 'off') return;
    this.current = state;
    this.listeners.onState(state);
  }
}
