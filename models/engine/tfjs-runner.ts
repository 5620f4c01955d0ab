import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';
import { simplifyForEngine } from '../graph/passes/optimize';
import { GraphRunner } from '../graph/run-graph';
import { traceModel } from '../graph/trace-model';
import { weightScope, type Weights } from '../layers/weight-scope';
import { createNetwork, outputsInOrder } from '../networks';
import { taskNamed } from '../tasks';
import { RecentlyUsed } from '../recently-used';
import { inputShape, MOST_SHAPES, outputsByPicture, shapeKey, type InputShape, type NetworkRunner } from './network-runner';
import { normalizedTensor, numbersOf } from '../frames/normalize';
import type { PredictorCard } from '../artifact/predictor-card';

type NetworkCard = Pick<PredictorCard, 'task' | 'network' | 'input'>;

/**
 * A network on tfjs's current engine, which must be the current one whenever it runs. It owns the weights and disposes them.
 * @param together how many pictures it takes at once, besides one alone
 */
export function tfjsRunner(card: NetworkCard, weights: Weights, together = 1): NetworkRunner {
  const names = taskNamed(card.task).outputs;
  const { width, height } = card.input;
  const forwards = new RecentlyUsed<Forward>(MOST_SHAPES, ({ graph }) => graph?.dispose());
  const forwardOf = (shape: InputShape) => forwards.get(shapeKey(shape)) ?? forwards.set(shapeKey(shape), forwardFor(card, weights, shape));
  for (const count of new Set([1, together])) forwardOf({ count, width, height });
  return {
    async run(pictures, now) {
      const shape = inputShape(pictures, card.input, together);
      const { scaled, run } = forwardOf(shape);
      const input = normalizedTensor(pictures, { ...card.input, ...shape }, scaled);
      const preparedAt = now();
      let results: readonly tf.Tensor[] = [];
      try {
        results = run(input);
        const forwardedAt = now();
        const numbers = await Promise.all(results.map((result) => result.data<'float32'>()));
        const all = Object.fromEntries(numbers.map((output, index) => [names[index] ?? '', output]));
        return { outputs: outputsByPicture(all, shape.count), preparedAt, forwardedAt };
      } finally {
        tf.dispose([input, ...results]);
      }
    },
    close: () => {
      forwards.clear();
      for (const weight of weights.values()) weight.dispose();
    },
  };
}

/** The network for inputs of one shape, and where their numbers may lie. */
interface Forward {
  /** Undefined for a network that cannot be recorded. */
  readonly graph: GraphRunner | undefined;
  readonly run: (input: tf.Tensor4D) => readonly tf.Tensor[];
  readonly scaled: Float32Array<ArrayBuffer>;
}

function forwardFor(card: NetworkCard, weights: Weights, shape: InputShape): Forward {
  const graph = recorded(card, weights, shape);
  return {
    graph,
    run: graph === undefined ? network(card, weights) : (input: tf.Tensor4D) => graph.run([input]),
    scaled: new Float32Array(shape.count * numbersOf(shape)),
  };
}

/** The network as its code has it. */
function network({ network: { name, options, channels } }: NetworkCard, weights: Weights): (input: tf.Tensor4D) => tf.Tensor[] {
  const made = createNetwork(name, options, channels);
  return (input) => tf.tidy(() => outputsInOrder(made, made.forward(input, weightScope(weights))));
}

/**
 * The same as a graph: its kernels run one after the other, without what tfjs does before each of them for the sake of
 * gradients, which is a tenth of the time on wasm. Undefined for a network that cannot be recorded.
 */
function recorded(card: NetworkCard, weights: Weights, { count, width, height }: InputShape): GraphRunner | undefined {
  const shapes = new Map([...weights].map(([key, { shape }]) => [key, { shape, values: new Float32Array(0) }]));
  try {
    return new GraphRunner(simplifyForEngine(traceModel({ ...card, input: { ...card.input, width, height } }, shapes, { pictures: count })), weights);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
