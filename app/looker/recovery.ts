import type { BrowserEngine } from '../../models/engine/choose-engine';

/** What a fresh worker may cure. */
export type Trouble = keyof typeof TROUBLES;
/** What the fresh worker does otherwise than the one before. */
export type Remedy = 'nothing' | 'smaller input' | 'other engine';

interface Cure {
  /** The first time, the second time, on one engine. */
  readonly remedies: readonly [Remedy, ...Remedy[]];
  /** 'The part that runs the model …' */
  readonly once: string;
  /** 'The model kept …' */
  readonly often: string;
}

const TROUBLES = {
  crash: { remedies: ['nothing', 'other engine'], once: 'stopped', often: 'stopping' },
  hang: { remedies: ['nothing', 'other engine'], once: 'did not answer any more', often: 'hanging' },
  growth: { remedies: ['smaller input', 'other engine'], once: 'took more and more memory', often: 'taking more memory' },
} as const satisfies Record<string, Cure>;

const PLACES: Readonly<Record<BrowserEngine, string>> = { webgpu: 'the graphics card', wasm: 'the processor', webgl: 'the graphics card' };

/** What went well for so long has nothing to do with what went wrong before. */
const FORGOTTEN_AFTER_MS = 5 * 60_000;

/** Climbs the ladder of remedies, a step for each trouble; the next engine, and calm, start it anew. */
export class Recovery {
  private steps = 0;
  private lastMs = -Infinity;

  next(trouble: Trouble, nowMs: number): Remedy {
    if (nowMs - this.lastMs > FORGOTTEN_AFTER_MS) this.steps = 0;
    this.lastMs = nowMs;
    const { remedies } = TROUBLES[trouble];
    const remedy = remedies[Math.min(this.steps, remedies.length - 1)] ?? 'other engine';
    this.steps = remedy === 'other engine' ? 0 : this.steps + 1;
    return remedy;
  }
}

export const startedAgain = (trouble: Trouble, size: number | undefined): string =>
  `The part that runs the model ${TROUBLES[trouble].once} and was started again${size === undefined ? '' : `, with an input of ${size} pixels`}.`;

/** Why an engine is given up: a clause for the middle of a sentence. */
export const keptFailing = (trouble: Trouble, engine: BrowserEngine): string => `the model kept ${TROUBLES[trouble].often} on ${PLACES[engine]}`;
