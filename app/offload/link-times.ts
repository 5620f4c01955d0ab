import { percentile } from '../../models/runtime/percentile';

/**
 * A server that stops is left within a second: the next question, this silence, and the next look at it take 900 ms at
 * the most. The silence is as long as that allows, so that a round trip of 200 ms may lose a packet on its way.
 */
export const ECHO_EVERY_MS = 150;
export const SILENT_MS = 600;
export const WATCH_EVERY_MS = 150;

/** The share of a median. */
const MIDDLE = 0.5;
const ECHOES_KEPT = 25;
const RESULTS_KEPT = 7;

/** What is measured of the way to the server: whether it is there, and how long the network and the server take. */
export class LinkTimes {
  private askedAt: number | undefined;
  private heardAt = 0;
  private roundTrips: number[] = [];
  private networkTimes: number[] = [];
  private serverTimes: number[] = [];

  /** @param now milliseconds */
  constructor(private readonly now: () => number) {}

  /** The server has said something. @returns when */
  heard(): number {
    this.heardAt = this.now();
    return this.heardAt;
  }

  /** The server is asked whether it is there. @returns what to call when it answers; undefined while an earlier question is open */
  ask(): (() => void) | undefined {
    if (this.askedAt !== undefined) return undefined;
    const askedAt = this.now();
    this.askedAt = askedAt;
    return () => {
      this.askedAt = undefined;
      keep(this.roundTrips, this.heard() - askedAt, ECHOES_KEPT);
    };
  }

  /** A frame was answered. */
  answered(networkMs: number, serverMs: number): void {
    keep(this.networkTimes, networkMs, RESULTS_KEPT);
    keep(this.serverTimes, serverMs, RESULTS_KEPT);
  }

  /** What was measured of one connection says nothing of the next. */
  reset(): void {
    this.askedAt = undefined;
    this.roundTrips = [];
    this.networkTimes = [];
    this.serverTimes = [];
  }

  /** For how long the server has been asked whether it is there without a word from it; 0 while there is no doubt. */
  get silentMs(): number {
    return this.askedAt === undefined ? 0 : Math.max(0, this.now() - Math.max(this.askedAt, this.heardAt));
  }

  /** Whether that is so long that the server is taken for gone. */
  get silent(): boolean {
    return this.silentMs >= SILENT_MS;
  }

  /** The shortest empty round trip of late; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.roundTrips.length === 0 ? undefined : Math.min(...this.roundTrips);
  }

  /** What a frame spends on the network, there and back; 0 before the first. */
  get networkMs(): number {
    return this.networkTimes.length === 0 ? 0 : percentile(this.networkTimes, MIDDLE);
  }

  /** Whether the network is what takes long, so that the server has nothing to do between two frames. */
  get networkIsSlower(): boolean {
    return this.networkTimes.length > 0 && this.networkMs > percentile(this.serverTimes, MIDDLE);
  }
}

function keep(values: number[], value: number, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}
