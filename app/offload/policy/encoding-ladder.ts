import { percentile } from '../../../models/percentile';

/** How a picture for the server is made. */
export interface Encoding {
  /** Its longer side in pixels; a smaller frame stays as it is. */
  readonly side: number;
  /** Of JPEG or WebP, 0 to 1. */
  readonly quality: number;
}

/**
 * From fine to coarse: size in proportion to the model's input, quality, and about how many bytes that makes. More than
 * twice the input is never seen by the model; below three quarters small things get lost.
 */
const STEPS = [
  { size: 2, quality: 0.85, bytes: 5.2 },
  { size: 1.5, quality: 0.8, bytes: 2.5 },
  { size: 1.25, quality: 0.75, bytes: 1.6 },
  { size: 1, quality: 0.7, bytes: 0.9 },
  { size: 1, quality: 0.5, bytes: 0.65 },
  { size: 0.75, quality: 0.45, bytes: 0.35 },
] as const;

const FIRST_STEP = 2;
/** What a picture may take on the network beyond an empty round trip, and what a finer one would have to stay under. */
const SLOW_MS = 80;
const EASY_MS = 40;
const FEWEST_SAMPLES = 3;
const SAMPLES = 5;
/** A finer step is tried after this; when it did not last, after twice as long. */
const RAISE_AFTER_MS = 4000;
const LONGEST_RAISE_AFTER_MS = 64_000;

/** Makes pictures as fine as the network carries easily: coarser at once when it thins out, finer step by step. */
export class EncodingLadder {
  private step = FIRST_STEP;
  private changedAt = -Infinity;
  private raised = false;
  private raiseAfterMs = RAISE_AFTER_MS;
  private readonly transfers: number[] = [];

  constructor(private inputSide: number) {}

  get encoding(): Encoding {
    const { size, quality } = stepAt(this.step);
    return { side: Math.round(size * this.inputSide), quality };
  }

  /** From now on pictures are for an input of another size: what was measured says nothing of them. */
  setInputSide(inputSide: number): void {
    if (inputSide === this.inputSide) return;
    this.inputSide = inputSide;
    this.transfers.length = 0;
  }

  /** @param transferMs what a picture of the current encoding took on the network beyond an empty round trip */
  add(now: number, transferMs: number): void {
    if (this.changedAt === -Infinity) this.changedAt = now;
    this.transfers.push(transferMs);
    if (this.transfers.length > SAMPLES) this.transfers.shift();
    if (this.transfers.length < FEWEST_SAMPLES) return;
    const typicalMs = percentile(this.transfers, 0.5);
    const expected = (step: number): number => (typicalMs * stepAt(step).bytes) / stepAt(this.step).bytes;
    if (typicalMs > SLOW_MS && this.step < STEPS.length - 1) {
      let step = this.step + 1;
      while (step < STEPS.length - 1 && expected(step) > SLOW_MS) step++;
      if (this.raised && now - this.changedAt < 2 * this.raiseAfterMs) this.raiseAfterMs = Math.min(LONGEST_RAISE_AFTER_MS, 2 * this.raiseAfterMs);
      this.change(step, now, false);
    } else if (this.step > 0 && expected(this.step - 1) < EASY_MS && now - this.changedAt >= this.raiseAfterMs) {
      this.change(this.step - 1, now, true);
    }
  }

  private change(step: number, now: number, raised: boolean): void {
    this.step = step;
    this.changedAt = now;
    this.raised = raised;
    this.transfers.length = 0;
  }
}

const stepAt = (step: number): (typeof STEPS)[number] => STEPS[step] ?? STEPS[FIRST_STEP];
