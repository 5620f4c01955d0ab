import type { Size } from '../../models/geometry/box';
import type { BinaryInput } from '../../models/protocol/bytes';
import type { Dropped, FrameMessage } from '../../models/protocol/messages';

/** What can be looked at; whoever has it closes it. */
export interface Closable {
  close(): void;
}

/** A frame that is on its way; times in milliseconds. */
export interface SentFrame {
  /** When it was taken, as it was given. */
  readonly takenAt: number;
  readonly sentAt: number;
  readonly encodeMs: number;
  readonly pictureBytes: number;
}

export interface FrameSlotHost<Image extends Closable> {
  /** The most bytes that a picture may have; undefined while none may be sent. */
  readonly mostBytes: () => number | undefined;
  readonly mostOutstanding: () => number;
  /** How long the network takes, there and back. */
  readonly networkMs: () => number;
  readonly encode: (image: Image) => Promise<BinaryInput>;
  /** What is asked of the frame that is sent now. */
  readonly options: () => Pick<FrameMessage, 'styles'>;
  readonly send: (frame: FrameMessage) => void;
  readonly onDrop: (reason: Dropped['reason'] | 'lost') => void;
  readonly now: () => number;
}

/** A frame may arrive late, but never so late that it is not worth a try. */
const SHORTEST_DEADLINE_MS = 50;

/**
 * The one frame that waits to be sent, which gives way to a newer one, and those that are on their way. It owns the
 * pictures that it is given, and says of each frame until when an answer is of use.
 */
export class FrameSlot<Image extends Closable> {
  private waiting: { readonly image: Image; readonly size: Size; readonly takenAt: number; readonly budgetMs: number } | undefined;
  private readonly sent = new Map<number, SentFrame>();
  private encoding = false;
  private nextId = 0;
  /** Grows whenever frames are let go, so that what was being encoded by then is not sent. */
  private round = 0;

  constructor(private readonly host: FrameSlotHost<Image>) {}

  /** Whether a frame would be sent now. */
  get free(): boolean {
    return this.host.mostBytes() !== undefined && !this.encoding && this.sent.size < this.host.mostOutstanding();
  }

  /** @param budgetMs how old its result may be before nobody wants it */
  put(image: Image, size: Size, takenAt: number, budgetMs: number): void {
    this.waiting?.image.close();
    this.waiting = { image, size, takenAt, budgetMs };
    void this.pump();
  }

  /** Sends what waits, if it may be sent now. */
  async pump(): Promise<void> {
    const { waiting, round } = this;
    if (waiting === undefined || !this.free) return;
    this.waiting = undefined;
    this.encoding = true;
    try {
      const { image, size, takenAt, budgetMs } = waiting;
      const start = this.host.now();
      const picture = await this.host.encode(image).finally(() => image.close());
      const mostBytes = this.host.mostBytes();
      if (round !== this.round || mostBytes === undefined) return;
      if (picture.byteLength > mostBytes) { this.host.onDrop('too_large'); return; }
      const sentAt = this.host.now();
      const id = this.nextId++;
      this.sent.set(id, { takenAt, sentAt, encodeMs: sentAt - start, pictureBytes: picture.byteLength });
      this.host.send({ id, capturedAt: takenAt, width: size.width, height: size.height, deadlineMs: this.deadlineMs(budgetMs - (sentAt - takenAt)), ...this.host.options(), picture });
    } catch {
      this.host.onDrop('undecodable');
    } finally {
      this.encoding = false;
      void this.pump();
    }
  }

  /** A frame was answered. @returns what is known of it; undefined for one that is not on its way */
  take(id: number): SentFrame | undefined {
    const sent = this.sent.get(id);
    this.sent.delete(id);
    return sent;
  }

  /** Lets go of what was not sent yet. */
  letGo(): void {
    this.round++;
    this.waiting?.image.close();
    this.waiting = undefined;
  }

  /** Forgets all frames: those on their way are lost. */
  clear(): void {
    this.letGo();
    const lost = this.sent.size;
    this.sent.clear();
    for (let frame = 0; frame < lost; frame++) this.host.onDrop('lost');
  }

  /** What is left of the budget for waiting at the server, once the network has had its part. */
  private deadlineMs(leftMs: number): number {
    return Math.max(SHORTEST_DEADLINE_MS, leftMs - this.host.networkMs());
  }
}
