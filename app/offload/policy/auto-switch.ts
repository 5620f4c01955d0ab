import { EncodingLadder, type Encoding } from './encoding-ladder';
import { LatencyBySide, type Place, type Times } from './latency-by-side';

export interface AutoSwitchOptions {
  /** The model's input, its longer side in pixels: pictures for the server are made in proportion to it. */
  readonly inputSide: number;
  /** The other place has to be faster by this share, and by so many milliseconds, */
  readonly gain: number;
  readonly gainMs: number;
  /** for so long, */
  readonly holdMs: number;
  /** and a change is not followed by another one before this. */
  readonly dwellMs: number;
  /** Samples that a median is taken of, and how old they may be. */
  readonly samples: number;
  readonly keepMs: number;
  /** A frame that the server did not look at counts as having taken so long. */
  readonly missedMs: number;
  /** How often the place that is not in use is tried: where it might win, and where it is far off. */
  readonly probeMs: number;
  readonly farProbeMs: number;
  /** A server that was gone is used again after this; each further loss doubles it, up to the longest. */
  readonly firstPenaltyMs: number;
  readonly longestPenaltyMs: number;
}

export const AUTO_SWITCH_DEFAULTS: AutoSwitchOptions = {
  inputSide: 320,
  gain: 0.2,
  gainMs: 20,
  holdMs: 1500,
  dwellMs: 4000,
  samples: 7,
  keepMs: 15_000,
  missedMs: 1500,
  probeMs: 2000,
  farProbeMs: 6000,
  firstPenaltyMs: 2000,
  longestPenaltyMs: 60_000,
};

export interface ServerSample {
  /** From the frame's capture to its result: encoding, network, waiting and looking. */
  readonly latencyMs: number;
  /** Of it, what the picture's bytes took on the network beyond an empty round trip. */
  readonly transferMs: number;
}

export interface Decision {
  /** Where the next frame is looked at. */
  readonly place: Place;
  /** Where it is to be looked at as well, to know how long it would take there. */
  readonly probe: Place | undefined;
  /** How pictures for the server are to be made. */
  readonly encoding: Encoding;
  /** Why there, as a sentence for a person. */
  readonly reason: string;
}

/** A place of which nothing is known is tried this often. */
const UNKNOWN_PROBE_MS = 400;
/** A server that has answered for so long is forgiven its losses. */
const FORGIVE_MS = 120_000;

/**
 * Decides from measurements whether frames are looked at on the device or on the server. It goes where the median time
 * from capture to result is shorter, with hysteresis: only for a clear gain that lasts, and not soon after the last
 * change. Where the server is gone it is back on the device with the next decision. It knows no clock and no network:
 * whoever uses it says what time it is (milliseconds) and what was measured.
 */
export class AutoSwitch {
  private readonly options: AutoSwitchOptions;
  private readonly ladder: EncodingLadder;
  private readonly times: LatencyBySide;
  private readonly probedAt: Record<Place, number> = { device: -Infinity, server: -Infinity };
  private place: Place = 'device';
  private changedAt = -Infinity;
  /** Since when the other place has been the better one. */
  private betterSince: number | undefined;
  private reachable = false;
  private reachableSince = -Infinity;
  private losses = 0;
  private penaltyUntil = -Infinity;

  constructor(options: Partial<AutoSwitchOptions> = {}) {
    this.options = { ...AUTO_SWITCH_DEFAULTS, ...options };
    this.ladder = new EncodingLadder(this.options.inputSide);
    this.times = new LatencyBySide(this.options.samples, this.options.keepMs);
  }

  /** The server looks at another size of the input than before. */
  setInputSide(inputSide: number): void {
    this.ladder.setInputSide(inputSide);
  }

  /** The device has looked at a frame. */
  deviceAnswered(now: number, latencyMs: number): void {
    this.times.add('device', now, latencyMs);
  }

  /** The server has looked at a frame. */
  serverAnswered(now: number, { latencyMs, transferMs }: ServerSample): void {
    this.times.add('server', now, latencyMs);
    this.ladder.add(now, transferMs);
  }

  /** The server let a frame go because it came too late, or was one too many. */
  serverMissed(now: number): void {
    this.times.add('server', now, this.options.missedMs);
  }

  /** Whether the server is there: connected, and heard of lately. To be told whenever it may have changed. */
  setReachable(now: number, reachable: boolean): void {
    if (reachable === this.reachable) return;
    this.reachable = reachable;
    if (reachable) {
      this.reachableSince = now;
      return;
    }
    // What was measured before it went says nothing of when it is back.
    this.times.forget('server');
    if (this.place !== 'server') return;
    if (now - this.reachableSince > FORGIVE_MS) this.losses = 0;
    this.penaltyUntil = now + Math.min(this.options.longestPenaltyMs, this.options.firstPenaltyMs * 2 ** this.losses++);
    this.change('device', now);
  }

  /** To be asked for every frame: a probe that it names is counted as made. */
  decide(now: number): Decision {
    const times = this.times.medians(now);
    if (this.reachable) this.weigh(now, times);
    const probe = this.probeDue(now, times);
    if (probe !== undefined) this.probedAt[probe] = now;
    return { place: this.place, probe, encoding: this.ladder.encoding, reason: this.reason(now, times) };
  }

  private weigh(now: number, { device, server }: Times): void {
    const other = this.place === 'device' ? 'server' : 'device';
    if (!this.isBetter(other, { device, server }) || (other === 'server' && now < this.penaltyUntil)) {
      this.betterSince = undefined;
      return;
    }
    this.betterSince ??= now;
    if (now - this.betterSince >= this.options.holdMs && now - this.changedAt >= this.options.dwellMs) this.change(other, now);
  }

  private isBetter(place: Place, { device, server }: Times): boolean {
    if (device === undefined || server === undefined) return false;
    const [mine, others] = place === 'server' ? [server, device] : [device, server];
    return mine < others * (1 - this.options.gain) && others - mine >= this.options.gainMs;
  }

  private probeDue(now: number, times: Times): Place | undefined {
    const other = this.place === 'device' ? 'server' : 'device';
    if (other === 'server' && !this.reachable) return undefined;
    return now - this.probedAt[other] >= this.probeInterval(times) ? other : undefined;
  }

  private probeInterval({ device, server }: Times): number {
    const { probeMs, farProbeMs } = this.options;
    const [mine, others] = this.place === 'device' ? [device, server] : [server, device];
    if (others === undefined) return UNKNOWN_PROBE_MS;
    if (mine === undefined) return probeMs;
    return others < 2 * mine ? probeMs : farProbeMs;
  }

  private reason(now: number, { device, server }: Times): string {
    if (this.place === 'server') {
      if (server === undefined || device === undefined) return 'This device was slower when last tried.';
      return `The server answers in ${ms(server)}, this device in ${ms(device)}.`;
    }
    if (!this.reachable) return 'The server does not answer.';
    if (now < this.penaltyUntil) return 'The server was gone a moment ago.';
    if (server === undefined || device === undefined) return 'The server is being tried.';
    return `This device answers in ${ms(device)}, the server in ${ms(server)}.`;
  }

  private change(place: Place, now: number): void {
    this.place = place;
    this.changedAt = now;
    this.betterSince = undefined;
  }
}

/** With a space that does not break. */
const ms = (value: number): string => `${Math.round(value)}\u00A0ms`;
