import { addFigures, meanOf, type AgreementFigure } from '../../../models/agreement/agreement';
import { percentile } from '../../../models/percentile';
import { runMs, totalMs } from '../../../models/prediction/stages';
import { agreementOf } from '../../../models/tasks';
import type { FrameResult, RunningEngine } from '../../looker/messages';

/** What is known of a variant that was opened. */
export interface Opened {
  readonly engine: RunningEngine;
  /** From the wish to the first answer, in milliseconds, without the engine's start, which all share. */
  readonly firstAnswerMs: number;
  /** What the engine holds more since it was opened, bytes; undefined where it cannot be told. */
  readonly heldBytes: number | undefined;
}

/** What was measured of one variant so far. */
export interface Figures {
  readonly opened: Opened | undefined;
  /** That count. */
  readonly looks: number;
  /** Milliseconds from a picture to what is in it; undefined before the first look that counts. */
  readonly medianMs: number | undefined;
  readonly p95Ms: number | undefined;
  /** Of a median look, what the engine takes for the network; the rest is making the input and reading the answer. */
  readonly networkMs: number | undefined;
  /** The median of each round of a benchmark. */
  readonly roundsMs: readonly number[];
  /** With the reference; none of the reference itself. */
  readonly agreement: readonly AgreementFigure[];
}

export const NO_FIGURES: Figures = { opened: undefined, looks: 0, medianMs: undefined, p95Ms: undefined, networkMs: undefined, roundsMs: [], agreement: [] };

/** The last looks that a median is of: enough to be calm, few enough to follow a device that grows warm. */
const REMEMBERED = 200;

interface Measure {
  opened: Opened | undefined;
  looks: number;
  looksMs: number[];
  networkMs: number[];
  rounds: number[][];
  agreement: readonly AgreementFigure[];
}

/** Takes in the answers of all variants to one frame after the other. */
export class Measures {
  private measures: readonly Measure[];

  /** @param count of variants */
  constructor(count: number) {
    this.measures = Array.from({ length: count }, () => ({ opened: undefined, looks: 0, looksMs: [], networkMs: [], rounds: [], agreement: [] }));
  }

  opened(index: number, opened: Opened): void {
    const measure = this.measures[index];
    if (measure !== undefined) measure.opened = opened;
  }

  /** Every variant's answer to one frame, the reference's first. @param round of a benchmark, from 0 */
  add(results: readonly FrameResult[], round?: number): void {
    const [reference] = results;
    results.forEach(({ prediction, timings }, index) => {
      const measure = this.measures[index];
      if (measure === undefined || reference === undefined) return;
      measure.looks++;
      if (round !== undefined) (measure.rounds[round] ??= []).push(totalMs(timings));
      measure.looksMs = [...measure.looksMs.slice(1 - REMEMBERED), totalMs(timings)];
      measure.networkMs = [...measure.networkMs.slice(1 - REMEMBERED), runMs(timings)];
      if (index > 0) measure.agreement = addFigures(measure.agreement, agreementOf(reference.prediction, prediction)?.figures ?? []);
    });
  }

  read(): readonly Figures[] {
    return this.measures.map(({ opened, looks, looksMs, networkMs, rounds, agreement }) => ({
      opened, looks, agreement,
      roundsMs: rounds.map((roundMs) => percentile(roundMs, 0.5)),
      ...(looksMs.length === 0
        ? { medianMs: undefined, p95Ms: undefined, networkMs: undefined }
        : { medianMs: percentile(looksMs, 0.5), p95Ms: percentile(looksMs, 0.95), networkMs: percentile(networkMs, 0.5) }),
    }));
  }
}

/** The figure that weighs most, as a mean; undefined where nothing was compared. */
export const mainAgreement = ({ agreement: [first] }: Pick<Figures, 'agreement'>): number | undefined => first && meanOf(first);
