import * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../artifact/card';
import { EngineError, InvalidInputError } from '../errors';
import { letterbox } from '../geometry/letterbox';
import { weightScope, type Weights } from '../layers/weight-scope';
import { createNetwork, type Network } from '../networks';
import { decodeClasses } from '../classification/decode';
import { decodeDetections } from '../detection/decode';
import type { Frame } from './frame';
import { normalizedTensor } from './normalize';
import type { PredictOptions, Prediction, PredictionTimings } from './prediction';

/** What of a card running a model needs; the rest is for people. */
export type PredictorCard = Pick<Card, 'name' | 'task' | 'network' | 'input' | 'categories' | 'scoreThreshold'>;

export interface PredictorResult {
  readonly prediction: Prediction;
  readonly timings: PredictionTimings;
}

/**
 * A model that is loaded and answers: the one thing that runs it, on the device and on the server alike.
 * It owns the weights and disposes them in `close`. One prediction at a time; the engine must be set before.
 */
export class Predictor {
  private readonly network: Network;
  private closed = false;

  constructor(readonly card: PredictorCard, private readonly weights: Weights, private readonly now: () => number = () => performance.now()) {
    this.network = createNetwork(card.network.name, card.network.options);
  }

  /** One run over an empty picture, so that shaders are compiled and memory is claimed before the first frame. */
  async warmUp(): Promise<void> {
    const { width, height } = this.card.input;
    const input = tf.zeros<tf.Rank.R4>([1, height, width, 3]);
    try {
      const output = this.forward(input);
      await output.data();
      output.dispose();
    } finally {
      input.dispose();
    }
  }

  /** Looks at a frame, which stays the caller's to close. Boxes come back in the frame's own pixels. */
  async predict(frame: Frame, options: PredictOptions = {}): Promise<PredictorResult> {
    if (this.closed) throw new EngineError(`The predictor of '${this.card.name}' is closed.`);
    if (!(frame.width > 0 && frame.height > 0)) throw new InvalidInputError(`Expected a frame of at least one pixel, given ${frame.width} x ${frame.height}.`);
    const start = this.now();
    const placed = letterbox(frame, this.card.input);
    const input = normalizedTensor(await frame.letterboxed(placed, this.card.input.mean), this.card.input);
    const prepared = this.now();
    let output: tf.Tensor2D | undefined;
    try {
      output = this.forward(input);
      const forwarded = this.now();
      const numbers = await output.data<'float32'>();
      const read = this.now();
      const prediction = this.card.task === 'detection'
        ? decodeDetections(numbers, placed, this.card, options)
        : decodeClasses(numbers, frame, this.card, options);
      return {
        prediction,
        timings: { prepareMs: prepared - start, forwardMs: forwarded - prepared, readMs: read - forwarded, decodeMs: this.now() - read },
      };
    } finally {
      input.dispose();
      output?.dispose();
    }
  }

  /** Frees the weights. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const weight of this.weights.values()) weight.dispose();
  }

  private forward(input: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => this.network.forward(input, weightScope(this.weights)));
  }
}
