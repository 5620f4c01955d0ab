import { InvalidInputError } from '../../../models/errors';
import type { ServerEvents } from '../../../models/protocol/events';
import { PROTOCOL_VERSION, type OffloadLimits } from '../../../models/protocol/limits';
import { bytesOf } from '../../../models/protocol/bytes';
import type { PredictOptions } from '../../../models/prediction/prediction';
import { taskNamed, wireOf } from '../../../models/tasks';
import { frameSchema, helloSchema, namedFrameSchema, selectSchema, type FailureCode, type FrameMessage, type Select, type ServedCard } from '../../../models/protocol/messages';
import { ConnectionGuard, MESSAGES_PER_FRAME, type GuardedConnection } from './connection-guard';
import { dropped, type AcceptedFrame, type FrameOutcome } from '../queue/dispatcher';
import type { FrameKind } from './frame-kind';
import { beyondLimits } from './frame-limits';
import { servedCard, type ServedModels } from '../served-models';
import { readMessage } from './read-message';
import { TokenBucket } from './token-bucket';
import type { TokenCheck } from './token-check';

/** What a session needs of a socket of socket.io. */
export interface SessionSocket {
  onAny(listener: (event: unknown, ...args: unknown[]) => void): unknown;
  emit<E extends keyof ServerEvents>(event: E, ...args: Parameters<ServerEvents[E]>): unknown;
  readonly conn: GuardedConnection;
}

/** What a session needs of the house around it. */
export interface SessionHost {
  readonly limits: OffloadLimits;
  readonly shelf: Pick<ServedModels, 'offered' | 'cards'>;
  readonly tokens: Pick<TokenCheck, 'refuse'>;
  readonly closing: boolean;
  /** A client was let in. */
  welcomed(connection: object): void;
  put(session: ClientSession, frame: AcceptedFrame): void;
  /** Every frame that arrives, with what became of it. */
  counted(outcome: FrameOutcome, pictureBytes: number): void;
  failed(code: FailureCode): void;
}

/** Who has not said hello by then is not a client. */
const HELLO_WITHIN_MS = 10_000;

/**
 * One client: checks what it says, answers each frame exactly once, and hands those that are in order to the queue.
 */
export class ClientSession {
  private welcome = false;
  private ended = false;
  private readonly guard: ConnectionGuard;
  private readonly helloTimer: NodeJS.Timeout;
  private selected: (FrameKind & Pick<Select, 'scoreThreshold'> & { readonly card: ServedCard }) | undefined;
  private readonly frames: TokenBucket;
  private readonly messages: TokenBucket;

  /** @param address whom it counts for */
  constructor(private readonly socket: SessionSocket, private readonly host: SessionHost, private readonly address: string) {
    const now = performance.now();
    const { framesPerSecond } = host.limits;
    this.frames = new TokenBucket(framesPerSecond, now);
    this.messages = new TokenBucket(MESSAGES_PER_FRAME * framesPerSecond, now);
    // One way in for everything, so that nothing slips past the checks: names and arguments are whatever a client made up.
    socket.onAny((event: unknown, ...args: unknown[]) => this.hear(event, args));
    this.guard = new ConnectionGuard(socket.conn, host.limits, () => {
      if (this.ended) return;
      host.failed('unread');
      this.forget();
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

  private hear(event: unknown, args: readonly unknown[]): void {
    this.guard.whole();
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
    const hello = readMessage('hello', helloSchema, args);
    if ('problem' in hello) return this.fail('invalid', hello.problem);
    const { version, token } = hello.message;
    if (version !== PROTOCOL_VERSION) {
      return this.fail('unsupported_version', `The server speaks version ${PROTOCOL_VERSION} of the protocol, not ${version}. Reload the page.`, 'end');
    }
    const refusal = this.host.tokens.refuse(token, this.address, performance.now());
    if (refusal !== undefined) return this.fail(refusal.code, refusal.message, 'end');
    this.welcome = true;
    clearTimeout(this.helloTimer);
    this.host.welcomed(this.socket.conn);
    this.socket.emit('welcome', { version: PROTOCOL_VERSION, limits: this.host.limits, models: [...this.host.shelf.offered] });
  }

  private select(args: readonly unknown[]): void {
    const select = readMessage('select', selectSchema, args);
    if ('problem' in select) return this.fail('invalid', select.problem);
    const { model, size, scoreThreshold } = select.message;
    if (!this.welcome) return this.fail('no_hello', 'Say hello before you select a model.');
    const { cards } = this.host.shelf;
    const known = Object.hasOwn(cards, model) ? cards[model] : undefined;
    if (known === undefined) return this.fail('unknown_model', `There is no model "${model}"; there are ${Object.keys(cards).join(', ')}.`);
    try {
      const card = servedCard(known, size);
      this.selected = { model, size: sizeBeside(known, card), scoreThreshold, card };
      this.socket.emit('selected', { card });
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      this.fail('unknown_size', error.message);
    }
  }

  private echo([answer]: readonly unknown[]): void {
    if (isAnswer(answer)) answer();
    else this.fail('invalid', 'An echo takes a function that is called when it is heard.');
  }

  private frame(args: readonly unknown[]): void {
    const read = readMessage('frame', frameSchema, args);
    if ('problem' in read) return this.answerUnread(args[0], read.problem);
    const { message } = read;
    const picture = bytesOf(message.picture);
    const arrivedAt = performance.now();
    const { selected } = this;
    const model = selected?.model ?? '';
    const answer = (outcome: FrameOutcome): void => {
      this.host.counted(outcome, picture.length);
      const { id, capturedAt } = message;
      if (outcome.type === 'result') this.socket.emit('result', { id, capturedAt, model, prediction: wireOf(outcome.prediction), timings: outcome.timings });
      else this.socket.emit('dropped', { id, capturedAt, reason: outcome.reason, message: outcome.message });
    };
    const refusal = this.refuse(message, picture, arrivedAt);
    if (refusal !== undefined) return answer(refusal);
    this.host.put(this, {
      model,
      size: selected?.size,
      options: optionsOf(selected?.scoreThreshold, message.styles),
      width: message.width,
      height: message.height,
      picture,
      arrivedAt,
      deadlineAt: arrivedAt + Math.min(message.deadlineMs, this.host.limits.deadlineMs),
      answer,
    });
  }

  /** Why a frame is not even queued. */
  private refuse(message: FrameMessage, picture: Uint8Array, now: number): FrameOutcome | undefined {
    if (this.host.closing) return dropped('closing');
    if (this.selected === undefined) return dropped('not_ready');
    if (!this.frames.take(now)) return dropped('rate', `More than ${this.host.limits.framesPerSecond} frames a second.`);
    return beyondLimits(message, picture, this.host.limits) ?? unfitOptions(this.selected.card, message);
  }

  /** A frame that is not as it should be is answered by its id all the same, where it has one. */
  private answerUnread(frame: unknown, problem: string): void {
    const named = namedFrameSchema.safeParse(frame);
    if (!named.success) return this.fail('invalid', problem);
    this.host.counted(dropped('invalid', problem), 0);
    this.socket.emit('dropped', { ...named.data, reason: 'invalid', message: problem });
  }
}

const optionsOf = (scoreThreshold: number | undefined, styles: readonly number[] | undefined): PredictOptions =>
  ({ ...(scoreThreshold !== undefined && { scoreThreshold }), ...(styles !== undefined && { styles }) });

/** Where a frame asks for what the model does not have. */
function unfitOptions(card: ServedCard, { styles }: FrameMessage): FrameOutcome | undefined {
  try {
    taskNamed(card.task).condition?.of(optionsOf(undefined, styles), card);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return dropped('invalid', error.message);
  }
}

/** Side of the square input, where it is not the model's own: either way of asking for that means one thing. */
const sizeBeside = ({ input: own }: ServedCard, { input: { width, height } }: ServedCard): number | undefined => (width === own.width && height === own.height ? undefined : width);

const isAnswer = (value: unknown): value is () => void => typeof value === 'function';
