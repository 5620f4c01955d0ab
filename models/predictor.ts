import type { PredictorCard } from './artifact/predictor-card';
import { EngineError, InvalidInputError } from './errors';
import { placeFrame, type FramePlacement } from './frames/frame-placement';
import type { Box } from './geometry/box';
import { RecentlyUsed } from './recently-used';
import type { Weights } from './layers/weight-scope';
import { taskNamed } from './tasks';
import type { RawOutputs } from './tasks/task';
import type { Frame, RawPixels } from './frames/frame';
import type { NetworkRunner } from './engine/network-runner';
import type { PredictOptions, Prediction } from './prediction/prediction';
import type { StageTimes } from './prediction/stages';
import { tfjsRunner } from './engine/tfjs-runner';

export type { PredictorCard };

export interface PredictorResult {
  readonly prediction: Prediction;
  readonly timings: StageTimes;
}

/** A frame, which stays the caller's to close, and what is asked of it. */
export interface PredictRequest {
  readonly frame: Frame;
  readonly options?: PredictOptions;
  /** The part of the frame to look at, in its pixels; it may reach past the edges. Default: all of it. */
  readonly region?: Box;
}

/** Sizes of frames whose place in the input is kept; clients of a server take turns. */
const MOST_SOURCES = 8;

interface PreparedRequest {
  readonly placed: FramePlacement;
  readonly options: PredictOptions;
  readonly pixels: RawPixels;
  /** What the network takes beside it, where it does. */
  readonly condition: Float32Array | undefined;
}

/**
 * A model that is loaded and answers: the one thing that runs it, on the device and on the server alike. It owns what
 * runs its network and frees it in `close`. One prediction at a time.
 */
export class Predictor {
  private readonly runner: NetworkRunner;
  private readonly placements = new RecentlyUsed<FramePlacement>(MOST_SOURCES);
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
    const condition = this.conditionOf({});
    await this.runner.run(new Array<RawPixels>(count).fill(empty), this.now, condition && new Array<Float32Array>(count).fill(condition));
  }

  /** Looks at a frame, which stays the caller's to close. Boxes come back in the frame's own pixels. */
  async predict(frame: Frame, options: PredictOptions = {}): Promise<PredictorResult> {
    const [result] = await this.predictTogether([{ frame, options }]);
    if (result === undefined) throw new EngineError('The network gave no output.');
    return result;
  }

  /**
   * Looks at several frames in one run of the network, at each as `predict` would: faster on an engine that has more room
   * than one picture fills. Timings are those of the run. Inputs of several sizes, where that is free, take one run each.
   * @param requests one, or as many as the network was opened for
   */
  async predictTogether(requests: readonly PredictRequest[]): Promise<readonly PredictorResult[]> {
    if (this.closed) throw new EngineError(`The predictor of '${this.card.name}' is closed.`);
    const start = this.now();
    const prepared = await Promise.all(requests.map((request) => this.prepare(request)));
    const [first] = prepared;
    const areAlike = prepared.every(({ pixels: { width, height } }) => width === first?.pixels.width && height === first.pixels.height);
    if (areAlike) return await this.run(prepared, start);
    const results: PredictorResult[] = [];
    for (const one of prepared) results.push(...(await this.run([one], results.length === 0 ? start : this.now())));
    return results;
  }

  /** Frees the weights. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.runner.close();
  }

  private async run(prepared: readonly PreparedRequest[], start: number): Promise<readonly PredictorResult[]> {
    const { outputs, preparedAt, forwardedAt } = await this.runner.run(prepared.map(({ pixels }) => pixels), this.now, conditionsOf(prepared));
    const read = this.now();
    const predictions = prepared.map((request, index) => this.decode(outputs[index], request));
    const timings = { prepare: preparedAt - start, forward: forwardedAt - preparedAt, read: read - forwardedAt, decode: this.now() - read };
    return predictions.map((prediction) => ({ prediction, timings }));
  }

  private async prepare({ frame, options = {}, region }: PredictRequest): Promise<PreparedRequest> {
    if (!(frame.width > 0 && frame.height > 0)) throw new InvalidInputError(`Expected a frame of at least one pixel, given ${frame.width} x ${frame.height}.`);
    const condition = this.conditionOf(options);
    const placed = region === undefined ? this.placementOf(frame) : placeFrame(frame, this.card.input, region);
    return { placed, options, condition, pixels: await frame.fitted(placed, this.card.input.mean) };
  }

  /** @throws InvalidInputError for options that are not the card's */
  private conditionOf(options: PredictOptions): Float32Array | undefined {
    return taskNamed(this.card.task).condition?.of(options, this.card);
  }

  /** One object for all frames of a size: what depends on it is made once. */
  private placementOf({ width, height }: Frame): FramePlacement {
    const key = `${width}x${height}`;
    return this.placements.get(key) ?? this.placements.set(key, placeFrame({ width, height }, this.card.input));
  }

  private decode(outputs: RawOutputs | undefined, { placed, options }: PreparedRequest): Prediction {
    if (outputs === undefined) throw new EngineError('The network gave no output.');
    return taskNamed(this.card.task).decode(outputs, placed, this.card, options);
  }
}

const conditionsOf = (prepared: readonly PreparedRequest[]): Float32Array[] => prepared.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
