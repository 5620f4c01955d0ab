/**
 * A server that stops is left within a second. Of that, the answers that are under way when it stops take half a round
 * trip, and a page has some to spare; all the rest may be silence, as packets that are lost make silences too.
 */
const LEFT_WITHIN_MS = 950;
/** Of a round trip of a second and more nothing would be left. */
const LEAST_LIMIT_MS = 400;

/**
 * A packet that is lost once is sent again a round trip and this much later (RFC 6298 with Linux's least): questions
 * are so frequent that this silence is not too long yet, and no more frequent, for they can be lost themselves.
 */
const RESENT_AFTER_MS = 200;
const SPARE_MS = 50;
const LEAST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 250;
const TRIPS_KEPT = 25;

/** A page that looks so much later than it wanted to was held up, and has to listen for a moment first. */
const HELD_UP_MS = 100;
const LISTEN_MS = 50;

/** Whether the server is there: it is asked all the time, without waiting for its answers, and taken for gone when it is silent for too long. */
export class Heartbeat {
  private gone = false;
  private heardAt = 0;
  /** When the questions were asked that are not answered, the oldest first. */
  private open: readonly number[] = [];
  private trips: readonly number[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param now milliseconds @param onChange is told when the server is taken for gone, and when it is heard again */
  constructor(private readonly now: () => number, private readonly onChange: () => void) {}

  /** Whether the server is taken for gone. */
  get silent(): boolean {
    return this.gone;
  }

  /** The shortest round trip of late, which no lost packet held up; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.trips.length === 0 ? undefined : Math.min(...this.trips);
  }

  /** The silence that is too long. */
  get limitMs(): number {
    return Math.max(LEAST_LIMIT_MS, LEFT_WITHIN_MS - (this.roundTripMs ?? 0) / 2);
  }

  /** From one question to the next. */
  get pauseMs(): number {
    const { roundTripMs, limitMs } = this;
    if (roundTripMs === undefined) return LEAST_PAUSE_MS;
    return Math.min(LONGEST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, limitMs - roundTripMs - RESENT_AFTER_MS - SPARE_MS));
  }

  /** The server has said something. */
  heard(): void {
    this.heardAt = this.now();
    this.become(false);
  }

  /** The server is asked whether it is there. @returns what to call when it answers */
  ask(): () => void {
    const askedAt = this.now();
    this.open = [...this.open, askedAt];
    this.timer ??= this.lookIn(this.limitMs - this.silentMs);
    return () => {
      // Answers come in the order of the questions.
      this.open = this.open.slice(1);
      this.trips = [...this.trips.slice(1 - TRIPS_KEPT), this.now() - askedAt];
      this.heard();
    };
  }

  /** What was asked and measured of one connection says nothing of the next. */
  reset(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.gone = false;
    this.open = [];
    this.trips = [];
  }

  /** Without a word, though asked; a question that came late does not make the silence before it. */
  private get silentMs(): number {
    const [oldest] = this.open;
    return oldest === undefined ? 0 : this.now() - Math.max(oldest - LONGEST_PAUSE_MS, this.heardAt);
  }

  private lookIn(waitMs: number): ReturnType<typeof setTimeout> {
    const dueAt = this.now() + waitMs;
    return setTimeout(() => this.look(dueAt), waitMs);
  }

  private look(dueAt: number): void {
    this.timer = undefined;
    if (this.open.length === 0 || this.gone) return;
    const leftMs = this.limitMs - this.silentMs;
    if (leftMs > 0) this.timer = this.lookIn(leftMs);
    else if (this.now() - dueAt > HELD_UP_MS) this.timer = this.lookIn(LISTEN_MS);
    else this.become(true);
  }

  private become(gone: boolean): void {
    if (gone === this.gone) return;
    this.gone = gone;
    this.onChange();
  }
}
