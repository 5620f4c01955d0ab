import type { Card } from './artifact/card';
import { EngineError, InvalidInputError } from './errors';
import { letterbox, type Letterbox } from './frames/letterbox';
import type { Weights } from './layers/weight-scope';
import { taskNamed } from './tasks';
import type { RawOutputs } from './tasks/task';
import type { Frame, RawPixels } from './frames/frame';
import type { NetworkRunner } from './engine/network-runner';
import type { PredictOptions, Prediction, PredictionTimings } from './prediction/prediction';
import { tfjsRunner } from './engine/tfjs-runner';

/** What of a card running a model needs; the rest is for people. */
export type PredictorCard = Pick<Card, 'name' | 'task' | 'network' | 'input' | 'categories' | 'scoreThreshold'>;

export interface PredictorResult {
  readonly prediction: Prediction;
  readonly timings: PredictionTimings;
}

/** A frame, which stays the caller's to close, and what is asked of it. */
export interface PredictRequest {
  readonly frame: Frame;
  readonly options?: PredictOptions;
}

interface PreparedRequest {
  readonly placed: Letterbox;
  readonly options: PredictOptions;
  readonly pixels: RawPixels;
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

  /**
   * One run over an empty picture, so that shaders are compiled and memory is claimed before the first frame.
   * @param count how many frames the run is for
   */
  async warmUp(count = 1): Promise<void> {
    const { width, height } = this.card.input;
    const empty: RawPixels = { width, height, channels: 3, data: new Uint8Array(width * height * 3) };
    await this.runner.run(new Array<RawPixels>(count).fill(empty), this.now);
  }

  /** Looks at a frame, which stays the caller's to close. Boxes come back in the frame's own pixels. */
  async predict(frame: Frame, options: PredictOptions = {}): Promise<PredictorResult> {
    const [result] = await this.predictTogether([{ frame, options }]);
    if (result === undefined) throw new EngineError('The network gave no output.');
    return result;
  }

  /**
   * Looks at several frames in one run of the network, at each as `predict` would: faster on an engine that has more room
   * than one picture fills. Timings are those of the run.
   * @param requests one, or as many as the network was opened for
   */
  async predictTogether(requests: readonly PredictRequest[]): Promise<readonly PredictorResult[]> {
    if (this.closed) throw new EngineError(`The predictor of '${this.card.name}' is closed.`);
    const start = this.now();
    const prepared = await Promise.all(requests.map((look) => this.prepare(look)));
    const { outputs, preparedAt, forwardedAt } = await this.runner.run(prepared.map(({ pixels }) => pixels), this.now);
    const read = this.now();
    const predictions = prepared.map((look, index) => this.decode(outputs[index], look));
    const timings = { prepareMs: preparedAt - start, forwardMs: forwardedAt - preparedAt, readMs: read - forwardedAt, decodeMs: this.now() - read };
    return predictions.map((prediction) => ({ prediction, timings }));
  }

  /** Frees the weights. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.runner.close();
  }

  private async prepare({ frame, options = {} }: PredictRequest): Promise<PreparedRequest> {
    if (!(frame.width > 0 && frame.height > 0)) throw new InvalidInputError(`Expected a frame of at least one pixel, given ${frame.width} x ${frame.height}.`);
    const placed = letterbox(frame, this.card.input);
    return { placed, options, pixels: await frame.letterboxed(placed, this.card.input.mean) };
  }

  private decode(outputs: RawOutputs | undefined, { placed, options }: PreparedRequest): Prediction {
    if (outputs === undefined) throw new EngineError('The network gave no output.');
    return taskNamed(this.card.task).decode(outputs, placed, this.card, options);
  }
}
