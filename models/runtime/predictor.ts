import type { Card } from '../artifact/card';
import { decodeClasses } from '../classification/decode';
import { decodeDetections } from '../detection/decode';
import { EngineError, InvalidInputError } from '../errors';
import { letterbox } from '../geometry/letterbox';
import type { Weights } from '../layers/weight-scope';
import type { Frame } from './frame';
import type { NetworkRunner } from './network-runner';
import type { PredictOptions, Prediction, PredictionTimings } from './prediction';
import { tfjsRunner } from './tfjs-runner';

/** What of a card running a model needs; the rest is for people. */
export type PredictorCard = Pick<Card, 'name' | 'task' | 'network' | 'input' | 'categories' | 'scoreThreshold'>;

export interface PredictorResult {
  readonly prediction: Prediction;
  readonly timings: PredictionTimings;
}

/**
 * A model that is loaded and answers: the one thing that runs it, on the device and on the server alike. It owns what
 * runs its network and frees it in `close`. One prediction at a time.
 */
export class Predictor {
  private readonly runner: NetworkRunner;
  private closed = false;

  /** @param network what runs the network; weights run on tfjs's current engine, which must be set before */
  constructor(readonly card: PredictorCard, network: Weights | NetworkRunner, private readonly now: () => number = () => performance.now()) {
    this.runner = 'run' in network ? network : tfjsRunner(card, network);
  }

  /** One run over an empty picture, so that shaders are compiled and memory is claimed before the first frame. */
  async warmUp(): Promise<void> {
    const { width, height } = this.card.input;
    await this.runner.run({ width, height, channels: 3, data: new Uint8Array(width * height * 3) }, this.now);
  }

  /** Looks at a frame, which stays the caller's to close. Boxes come back in the frame's own pixels. */
  async predict(frame: Frame, options: PredictOptions = {}): Promise<PredictorResult> {
    if (this.closed) throw new EngineError(`The predictor of '${this.card.name}' is closed.`);
    if (!(frame.width > 0 && frame.height > 0)) throw new InvalidInputError(`Expected a frame of at least one pixel, given ${frame.width} x ${frame.height}.`);
    const start = this.now();
    const placed = letterbox(frame, this.card.input);
    const { numbers, preparedAt, forwardedAt } = await this.runner.run(await frame.letterboxed(placed, this.card.input.mean), this.now);
    const read = this.now();
    const prediction = this.card.task === 'detection'
      ? decodeDetections(numbers, placed, this.card, options)
      : decodeClasses(numbers, frame, this.card, options);
    return {
      prediction,
      timings: { prepareMs: preparedAt - start, forwardMs: forwardedAt - preparedAt, readMs: read - forwardedAt, decodeMs: this.now() - read },
    };
  }

  /** Frees the weights. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.runner.close();
  }
}
