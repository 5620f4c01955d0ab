import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';
import { simplifyForEngine } from '../graph/passes/optimize';
import { GraphRunner } from '../graph/run-graph';
import { traceModel } from '../graph/trace-model';
import { weightScope, type Weights } from '../layers/weight-scope';
import { createNetwork, outputsInOrder } from '../networks';
import { taskNamed } from '../tasks';
import { RecentlyUsed } from '../recently-used';
import { inputShape, joinConditions, MOST_SHAPES, outputsByPicture, shapeKey, type InputShape, type NetworkRunner } from './network-runner';
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
  const { conditions: each = 0 } = createNetwork(card.network.name, card.network.options);
  const forwards = new RecentlyUsed<Forward>(MOST_SHAPES, ({ graph }) => graph?.dispose());
  const forwardOf = (shape: InputShape) => forwards.get(shapeKey(shape)) ?? forwards.set(shapeKey(shape), forwardFor(card, weights, shape));
  for (const count of new Set([1, together])) forwardOf({ count, width, height });
  return {
    async run(pictures, now, conditions = []) {
      const shape = inputShape(pictures, card.input, together);
      const beside = joinConditions(conditions, shape.count, each);
      const { scaled, run } = forwardOf(shape);
      const input = normalizedTensor(pictures, { ...card.input, ...shape }, scaled);
      const condition = each === 0 ? undefined : tf.tensor2d(beside, [shape.count, each]);
      const preparedAt = now();
      let results: readonly tf.Tensor[] = [];
      try {
        results = run(input, condition);
        const forwardedAt = now();
        const numbers = await Promise.all(results.map((result) => result.data<'float32'>()));
        const all = Object.fromEntries(numbers.map((output, index) => [names[index] ?? '', output]));
        return { outputs: outputsByPicture(all, shape.count), preparedAt, forwardedAt };
      } finally {
        tf.dispose([input, ...(condition === undefined ? [] : [condition]), ...results]);
      }
    },
    close: () => {
      forwards.clear();
      for (const weight of weights.values()) weight.dispose();
    },
  };
}

type Run = (input: tf.Tensor4D, condition: tf.Tensor2D | undefined) => readonly tf.Tensor[];

/** The network for inputs of one shape, and where their numbers may lie. */
interface Forward {
  /** Undefined for a network that cannot be recorded. */
  readonly graph: GraphRunner | undefined;
  readonly run: Run;
  readonly scaled: Float32Array<ArrayBuffer>;
}

function forwardFor(card: NetworkCard, weights: Weights, shape: InputShape): Forward {
  const graph = recorded(card, weights, shape);
  return {
    graph,
    run: graph === undefined ? network(card, weights) : (input, condition) => graph.run(condition === undefined ? [input] : [input, condition]),
    scaled: new Float32Array(shape.count * numbersOf(shape)),
  };
}

/** The network as its code has it. */
function network({ network: { name, options, channels } }: NetworkCard, weights: Weights): Run {
  const made = createNetwork(name, options, channels);
  return (input, condition) => tf.tidy(() => outputsInOrder(made, made.forward(input, weightScope(weights), condition)));
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
