import { percentile } from '../../../models/percentile';

/** Where a frame is looked at. */
export type Place = 'device' | 'server';

/** The median at each place; undefined where too little is known. */
export type Times = Readonly<Record<Place, number | undefined>>;

interface Sample {
  readonly at: number;
  readonly latencyMs: number;
}

/** With fewer a median says nothing. */
const FEWEST_SAMPLES = 3;

/** How long a frame took at each place of late, from its capture to its result. Times in milliseconds. */
export class LatencyBySide {
  private readonly taken: Readonly<Record<Place, Sample[]>> = { device: [], server: [] };

  /** @param samples that a median is taken of @param keepMs how old they may be */
  constructor(private readonly samples: number, private readonly keepMs: number) {}

  add(place: Place, now: number, latencyMs: number): void {
    const samples = this.taken[place];
    samples.push({ at: now, latencyMs });
    if (samples.length > this.samples) samples.shift();
  }

  /** What was measured there says nothing any more. */
  forget(place: Place): void {
    this.taken[place].length = 0;
  }

  medians(now: number): Times {
    return { device: this.median('device', now), server: this.median('server', now) };
  }

  private median(place: Place, now: number): number | undefined {
    const recent = this.taken[place].filter(({ at }) => now - at <= this.keepMs);
    return recent.length < FEWEST_SAMPLES ? undefined : percentile(recent.map(({ latencyMs }) => latencyMs), 0.5);
  }
}
