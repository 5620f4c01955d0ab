import type { Size } from '../../models/geometry/box';
import type { BinaryInput } from '../../models/protocol/bytes';
import type { Prediction } from '../../models/prediction/prediction';
import { taskNamed } from '../../models/tasks';
import type { Dropped, FrameMessage, OffloadResult, Select, ServedCard } from '../../models/protocol/messages';
import type { Encoding } from './policy/encoding-ladder';
import { FrameSlot, type Closable } from './frame-slot';
import { LinkTimes } from './policy/link-times';
import { OffloadConnection, type OffloadState } from './offload-connection';
import type { ServerFrameResult } from './offload-result';
import type { Trouble } from './offload-messages-en';
import { Traffic } from './policy/traffic';

export interface OffloadListeners {
  readonly onState: (state: OffloadState) => void;
  /** From now on frames are looked at with this, at the size of its input. */
  readonly onSelected: (card: ServedCard) => void;
  /** The server is taken for gone, or is heard again. */
  readonly onSilence: () => void;
  /** The server cannot look with what was selected. */
  readonly onUnserved: (because: Trouble) => void;
  /** No older than the budget. */
  readonly onResult: (sight: ServerFrameResult) => void;
  /** A frame was let go: by the server, with its reason, as its answer came late, or with the connection. */
  readonly onDrop: (reason: Dropped['reason'] | 'lost') => void;
}

export interface OffloadOptions<Image extends Closable> {
  /** Where the server is: the page's own origin. */
  readonly url: string;
  /** Makes a JPEG or WebP picture no larger than asked for. */
  readonly encode: (image: Image, encoding: Encoding) => Promise<BinaryInput>;
  /** What is asked of each frame. Default: nothing. */
  readonly options?: () => Pick<FrameMessage, 'styles'>;
  /** Opens the picture of an answer that has one. Default: it stays encoded. */
  readonly openPicture?: (prediction: Prediction) => Promise<Prediction>;
  /** How old a result may be before nobody wants it. */
  readonly budgetMs?: number;
  /** Milliseconds, the clock of `takenAt`. */
  readonly now?: () => number;
}

/** How old a result may be, unless something else was asked for. */
export const BUDGET_MS = 1000;
/** An answer to a single frame is of use for longer. */
const EXAMINED_WITHIN_MS = 3000;
const FIRST_ENCODING: Encoding = { side: 640, quality: 0.75 };

/**
 * The page's side of offloading: sends frames to the server and hands on what it saw. There is no connection, and
 * nothing leaves the device, before `allow` and after `forbid`.
 */
export class OffloadClient<Image extends Closable> {
  /** How the next pictures are made. */
  encoding: Encoding = FIRST_ENCODING;
  /** How old a result may be before nobody wants it. */
  budgetMs: number;

  private wanted: Select | undefined;
  private selected = false;
  /** Who waits for the answer to a single frame, by when that was taken. */
  private readonly examinations = new Map<number, (sight: ServerFrameResult | undefined) => void>();
  private readonly traffic = new Traffic();
  private readonly received = new Traffic();
  /** Pictures are opened in the order in which they came. */
  private opened: Promise<unknown> = Promise.resolve();
  private readonly times: LinkTimes;
  private readonly slot: FrameSlot<Image>;
  private readonly connection: OffloadConnection;
  private readonly now: () => number;

  constructor(private readonly options: OffloadOptions<Image>, private readonly listeners: OffloadListeners) {
    this.now = options.now ?? (() => performance.timeOrigin + performance.now());
    this.budgetMs = options.budgetMs ?? BUDGET_MS;
    this.times = new LinkTimes(this.now, () => this.hearSilence());
    this.connection = new OffloadConnection(options.url, this.times, {
      onState: (state) => {
        if (state.status === 'ready' && this.wanted !== undefined) this.connection.select(this.wanted);
        listeners.onState(state);
      },
      onEnd: () => {
        this.selected = false;
        this.slot.clear();
        this.traffic.stop();
        this.received.stop();
        this.settleExaminations();
      },
      onSelected: (card) => this.hearSelected(card),
      onUnserved: listeners.onUnserved,
      onResult: (result) => this.hearResult(result),
      onDropped: (drop) => this.hearDrop(drop),
    });
    this.slot = new FrameSlot({
      mostBytes: () => (this.selected && this.state.status === 'ready' ? this.state.welcome.limits.pictureBytes : undefined),
      // Two where the network takes long, so that the server need not wait for the next.
      mostOutstanding: () => (this.times.networkIsSlower ? 2 : 1),
      networkMs: () => this.times.networkMs,
      encode: (image) => options.encode(image, this.encoding),
      options: options.options ?? (() => ({})),
      send: (frame) => {
        this.traffic.add(this.now(), frame.picture.byteLength);
        this.connection.send(frame);
      },
      onDrop: listeners.onDrop,
      now: this.now,
    });
  }

  get state(): OffloadState {
    return this.connection.state;
  }

  /** The person has agreed that pictures are sent. */
  allow(): void {
    this.connection.open();
  }

  /** What a server that asks for a token is told; one that refused is asked again. */
  introduce(token: string | undefined): void {
    this.connection.introduce(token);
  }

  /** The person has not, or no longer: ends the connection at once. */
  forbid(): void {
    this.connection.close();
  }

  /** Chooses what looks at frames, now and after every reconnection. */
  select(wanted: Select): void {
    this.wanted = wanted;
    this.selected = false;
    if (this.state.status === 'ready') this.connection.select(wanted);
  }

  /** Whether a frame would be sent now. */
  get free(): boolean {
    return this.examinations.size === 0 && this.slot.free;
  }

  /** Takes a frame over. While it cannot be sent it waits, and gives way to a newer one. @param budgetMs how old its answer may be */
  look(image: Image, size: Size, takenAt: number, budgetMs = this.budgetMs): void {
    if (this.state.status === 'ready') this.slot.put(image, size, takenAt, budgetMs);
    else image.close();
  }

  /**
   * Looks at one frame for its own sake, taking it over; the answer is not told to the listeners, and no frame is sent
   * before it. @returns undefined where there is none
   */
  predictOnce(image: Image, size: Size, takenAt: number): Promise<ServerFrameResult | undefined> {
    return new Promise((resolve) => {
      const settle = (sight?: ServerFrameResult) => {
        clearTimeout(patience);
        this.examinations.delete(takenAt);
        resolve(sight);
      };
      const patience = setTimeout(settle, EXAMINED_WITHIN_MS);
      this.examinations.set(takenAt, settle);
      this.look(image, size, takenAt, EXAMINED_WITHIN_MS);
    });
  }

  /** Sends nothing more that it was given by now. */
  rest(): void {
    this.slot.letGo();
    this.traffic.stop();
    this.received.stop();
  }

  /** Bytes of pictures a second, of late. */
  get bytesPerSecond(): number {
    return this.traffic.perSecond(this.now());
  }

  /** The same of pictures that come back. */
  get receivedPerSecond(): number {
    return this.received.perSecond(this.now());
  }

  /** Whether the server is taken for gone, though the connection stands. */
  get silent(): boolean {
    return this.times.silent;
  }

  /** The shortest empty round trip of late; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.times.roundTripMs;
  }

  private hearSilence(): void {
    if (this.silent) this.settleExaminations();
    this.listeners.onSilence();
  }

  /** Single frames wait no longer: another may look at them. */
  private settleExaminations(): void {
    for (const settle of this.examinations.values()) settle(undefined);
  }

  private hearSelected(card: ServedCard): void {
    const { wanted } = this;
    // What was selected before may be answered after something else was.
    if (wanted?.model !== card.name || (typeof wanted.size === 'number' && wanted.size !== card.input.width)) return;
    this.selected = true;
    this.listeners.onSelected(card);
    void this.slot.pump();
  }

  private hearResult({ id, model, prediction, timings }: OffloadResult): void {
    const heardAt = this.now();
    const sent = this.slot.take(id);
    if (sent !== undefined) {
      const { takenAt, sentAt, encodeMs, pictureBytes } = sent;
      const networkMs = Math.max(0, heardAt - sentAt - timings.totalMs);
      this.times.answered(networkMs, timings.totalMs);
      const sight = {
        model, prediction, timings, takenAt, encodeMs, networkMs, pictureBytes,
        transferMs: Math.max(0, networkMs - (this.roundTripMs ?? networkMs)),
        latencyMs: heardAt - takenAt,
      };
      const picture = taskNamed(prediction.task).picture?.of(prediction);
      if (picture === undefined) this.saw(sight);
      else {
        if ('encoded' in picture) this.received.add(heardAt, picture.encoded.length);
        this.opened = this.opened.then(() => this.openAndSee(sight));
      }
    }
    void this.slot.pump();
  }

  private async openAndSee(sight: ServerFrameResult): Promise<void> {
    try {
      const prediction = await this.options.openPicture?.(sight.prediction) ?? sight.prediction;
      this.saw({ ...sight, prediction, latencyMs: this.now() - sight.takenAt });
    } catch {
      this.examinations.get(sight.takenAt)?.(undefined);
      this.listeners.onDrop('undecodable');
    }
  }

  private saw(sight: ServerFrameResult): void {
    const examined = this.examinations.get(sight.takenAt);
    if (examined !== undefined) examined(sight);
    else if (sight.latencyMs > this.budgetMs) this.listeners.onDrop('late');
    else this.listeners.onResult(sight);
  }

  private hearDrop({ id, reason }: Dropped): void {
    const sent = this.slot.take(id);
    if (sent !== undefined) {
      this.examinations.get(sent.takenAt)?.(undefined);
      this.listeners.onDrop(reason);
    }
    void this.slot.pump();
  }
}
