import { z } from 'zod';
import { bytesOf, isBinary } from '../../models/protocol/bytes';
import type { ServerEvents } from '../../models/protocol/events';
import { PROTOCOL_VERSION, type OffloadLimits } from '../../models/protocol/limits';
import { frameSchema, helloSchema, selectSchema, type FailureCode, type FrameMessage, type OfferedModel, type Select } from '../../models/protocol/messages';
import { pictureFormat } from '../../models/protocol/picture-format';
import { tokenMatches } from './admission';
import { dropped, type AcceptedFrame, type FrameOutcome } from './dispatcher';
import { TokenBucket } from './token-bucket';

/** What a session needs of a socket of socket.io. */
export interface SessionSocket {
  onAny(listener: (event: unknown, ...args: unknown[]) => void): unknown;
  emit<E extends keyof ServerEvents>(event: E, ...args: Parameters<ServerEvents[E]>): unknown;
  readonly conn: {
    on(event: 'data' | 'packetCreate' | 'drain', listener: (data: unknown) => void): unknown;
    close(discard?: boolean): unknown;
  };
}

/** What a session needs of the house around it. */
export interface SessionHost {
  readonly limits: OffloadLimits;
  readonly models: readonly OfferedModel[];
  readonly token: string | undefined;
  readonly closing: boolean;
  /** A client was let in. */
  welcomed(): void;
  put(session: ClientSession, frame: AcceptedFrame): void;
  /** Every frame that arrives, with what became of it. */
  counted(outcome: FrameOutcome, pictureBytes: number): void;
  failed(code: FailureCode): void;
}

/** Messages of all kinds that a client may send for each frame that it may send, and some to begin with. */
const MESSAGES_PER_FRAME = 4;
/** Who has not said hello by then is not a client. */
const HELLO_WITHIN_MS = 10_000;
/** Answers that a client has not read; who lets more pile up does not read at all. */
const MOST_UNREAD = 256;

/**
 * What a socket takes before it cuts the connection, which is all that engine.io can do (socketio/engine.io#706): well
 * above the limit of a picture, so that whoever exceeds that gets an answer.
 */
export const largestMessage = ({ pictureBytes }: Pick<OffloadLimits, 'pictureBytes'>): number => 4 * pictureBytes + 4096;

/**
 * One client: checks what it says, answers each frame exactly once, and hands those that are in order to the queue.
 */
export class ClientSession {
  private welcome = false;
  private ended = false;
  /** Binary parts that have come of a message that is not whole yet. */
  private partialBytes = 0;
  /** Answers that the network has not taken yet. */
  private unread = 0;
  private readonly helloTimer: NodeJS.Timeout;
  private selected: Select | undefined;
  private readonly frames: TokenBucket;
  private readonly messages: TokenBucket;

  constructor(private readonly socket: SessionSocket, private readonly host: SessionHost) {
    const now = performance.now();
    const { framesPerSecond } = host.limits;
    this.frames = new TokenBucket(framesPerSecond, now);
    this.messages = new TokenBucket(MESSAGES_PER_FRAME * framesPerSecond, now);
    // One way in for everything, so that nothing slips past the checks: names and arguments are whatever a client made up.
    socket.onAny((event: unknown, ...args: unknown[]) => this.hear(event, args));
    socket.conn.on('data', (data: unknown) => this.countPart(data));
    socket.conn.on('packetCreate', () => this.countUnread());
    socket.conn.on('drain', () => {
      this.unread = 0;
    });
    this.helloTimer = setTimeout(() => this.fail('no_hello', `No hello within ${HELLO_WITHIN_MS} ms.`, 'end'), HELLO_WITHIN_MS);
  }

  /** Says what is wrong and, where the connection has no future, ends it once that was sent. */
  fail(code: FailureCode, message: string, end: 'end' | 'go on' = 'go on'): void {
    this.host.failed(code);
    this.socket.emit('failure', { code, message });
    if (end === 'end') this.end();
  }

  /** Ends the connection, once what was said is sent, in a way that lets the client connect again. */
  end(): void {
    this.forget();
    setImmediate(() => this.socket.conn.close());
  }

  /** The client is gone. */
  forget(): void {
    this.ended = true;
    clearTimeout(this.helloTimer);
  }

  /** A message may announce several binary parts and never finish; what it has sent by then is bounded too. */
  private countPart(data: unknown): void {
    if (!isBinary(data)) return;
    this.partialBytes += data.byteLength;
    if (this.partialBytes > largestMessage(this.host.limits)) this.socket.conn.close(true);
  }

  private countUnread(): void {
    if (++this.unread <= MOST_UNREAD || this.ended) return;
    this.host.failed('unread');
    this.forget();
    this.socket.conn.close(true);
  }

  private hear(event: unknown, args: readonly unknown[]): void {
    this.partialBytes = 0;
    if (this.ended) return;
    if (!this.messages.take(performance.now())) {
      return this.fail('too_many_messages', `More than ${MESSAGES_PER_FRAME * this.host.limits.framesPerSecond} messages a second. Connect again and send fewer.`, 'end');
    }
    switch (event) {
      case 'hello': return this.hello(args);
      case 'select': return this.select(args);
      case 'frame': return this.frame(args);
      case 'echo': return this.echo(args);
      default: return this.fail('unknown_event', `There is no event "${String(event).slice(0, 40)}"; there are hello, select, frame and echo.`);
    }
  }

  private hello(args: readonly unknown[]): void {
    const hello = this.read('hello', helloSchema, args);
    if (hello === undefined) return;
    if (hello.version !== PROTOCOL_VERSION) {
      return this.fail('unsupported_version', `The server speaks version ${PROTOCOL_VERSION} of the protocol, not ${hello.version}. Reload the page.`, 'end');
    }
    if (!tokenMatches(hello.token, this.host.token)) return this.fail('unauthorized', 'This server asks for a token, and this is not it.', 'end');
    this.welcome = true;
    clearTimeout(this.helloTimer);
    this.host.welcomed();
    this.socket.emit('welcome', { version: PROTOCOL_VERSION, limits: this.host.limits, models: [...this.host.models] });
  }

  private select(args: readonly unknown[]): void {
    const select = this.read('select', selectSchema, args);
    if (select === undefined) return;
    if (!this.welcome) return this.fail('no_hello', 'Say hello before you select a model.');
    if (!this.host.models.some(({ name }) => name === select.model)) {
      return this.fail('unknown_model', `There is no model "${select.model}"; there are ${this.host.models.map(({ name }) => name).join(', ')}.`);
    }
    this.selected = select;
    this.socket.emit('selected', { model: select.model });
  }

  private echo([answer]: readonly unknown[]): void {
    if (isAnswer(answer)) answer();
    else this.fail('invalid', 'An echo takes a function that is called when it is heard.');
  }

  private frame(args: readonly unknown[]): void {
    const message = this.read('frame', frameSchema, args);
    if (message === undefined) return;
    const picture = bytesOf(message.picture);
    const arrivedAt = performance.now();
    const { selected } = this;
    const model = selected?.model ?? '';
    const answer = (outcome: FrameOutcome): void => {
      this.host.counted(outcome, picture.length);
      const { id, capturedAt } = message;
      if (outcome.type === 'result') this.socket.emit('result', { id, capturedAt, model, prediction: outcome.prediction, timings: outcome.timings });
      else this.socket.emit('dropped', { id, capturedAt, reason: outcome.reason, message: outcome.message });
    };
    const refusal = this.refuse(message, picture, arrivedAt);
    if (refusal !== undefined) return answer(refusal);
    this.host.put(this, {
      model,
      scoreThreshold: selected?.scoreThreshold,
      width: message.width,
      height: message.height,
      // A copy of its own: what arrived is a part of a larger block that Node uses for other messages too.
      picture: new Uint8Array(picture),
      arrivedAt,
      deadlineAt: arrivedAt + Math.min(message.deadlineMs, this.host.limits.deadlineMs),
      answer,
    });
  }

  /** Why a frame is not even queued: what can be known without decoding it. */
  private refuse({ width, height }: FrameMessage, picture: Uint8Array, now: number): FrameOutcome | undefined {
    const { limits } = this.host;
    if (this.host.closing) return dropped('closing');
    if (this.selected === undefined) return dropped('not_ready');
    if (!this.frames.take(now)) return dropped('rate', `More than ${limits.framesPerSecond} frames a second.`);
    if (picture.length > limits.pictureBytes) return dropped('too_large', `The picture has ${picture.length} bytes; at most ${limits.pictureBytes} are taken.`);
    if (width * height > limits.pixels) return dropped('too_many_pixels', `The frame has ${width} x ${height} pixels; at most ${limits.pixels} are taken.`);
    if (pictureFormat(picture) === undefined) return dropped('undecodable');
    return undefined;
  }

  /** The one argument of an event, checked; undefined where it is wrong, which the client was told. */
  private read<T>(event: string, schema: z.ZodType<T>, args: readonly unknown[]): T | undefined {
    const parsed = schema.safeParse(args[0]);
    if (parsed.success && args.length === 1) return parsed.data;
    const what = parsed.success ? `expected one argument, given ${args.length}` : z.prettifyError(parsed.error).slice(0, 300);
    this.fail('invalid', `${event}: ${what}`);
    return undefined;
  }
}

const isAnswer = (value: unknown): value is () => void => typeof value === 'function';
