import { percentile } from '../../../models/percentile';
import { Heartbeat } from './heartbeat';

/** The share of a median. */
const MIDDLE = 0.5;
const RESULTS_KEPT = 7;

/** What is measured of the way to the server: whether it is there, and how long the network and the server take. */
export class LinkTimes {
  private readonly silence: Heartbeat;
  private networkTimes: number[] = [];
  private serverTimes: number[] = [];

  /** @param now milliseconds @param onSilence is told when the server is taken for gone, and when it is heard again */
  constructor(now: () => number, onSilence: () => void = () => undefined) {
    this.silence = new Heartbeat(now, onSilence);
  }

  /** The server has said something. */
  heard(): void {
    this.silence.heard();
  }

  /** The server is asked whether it is there. @returns what to call when it answers */
  ask(): () => void {
    return this.silence.ask();
  }

  /** From one question to the next. */
  get pauseMs(): number {
    return this.silence.pauseMs;
  }

  /** A frame was answered. */
  answered(networkMs: number, serverMs: number): void {
    keep(this.networkTimes, networkMs, RESULTS_KEPT);
    keep(this.serverTimes, serverMs, RESULTS_KEPT);
  }

  /** What was measured of one connection says nothing of the next. */
  reset(): void {
    this.silence.reset();
    this.networkTimes = [];
    this.serverTimes = [];
  }

  /** Whether the server is taken for gone. */
  get silent(): boolean {
    return this.silence.silent;
  }

  /** The shortest empty round trip of late; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.silence.roundTripMs;
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
