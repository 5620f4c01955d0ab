import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';
import { registerKernels } from '../kernels/register';
import type { Weights } from '../layers/weight-scope';
import { constantsOf, type Graph, type GraphNode, type Value } from './graph';

/** A graph whose constants lie on an engine, ready to run. */
export class GraphRunner {
  private readonly constants: ReadonlyMap<Value, tf.Tensor>;
  private readonly own: readonly tf.Tensor[];
  /** For every node the values that nobody reads after it. */
  private readonly lastReads: ReadonlyMap<GraphNode, readonly Value[]>;

  /**
   * Makes our kernels known to the current engine and puts the constants on it, which must be the current one again whenever the graph runs.
   * @param weights tensors that are there already, by the names of the parameters that no pass has changed; they stay the caller's
   */
  constructor(readonly graph: Graph, weights: Weights = new Map()) {
    registerKernels(tf.getBackend());
    const own: tf.Tensor[] = [];
    this.constants = new Map(constantsOf(graph).map((value) => {
      const { name, changed, values } = value.constant;
      const weight = name === undefined || changed === true ? undefined : weights.get(name);
      if (weight !== undefined) return [value, weight];
      const tensor = tf.tensor(values, [...value.shape], value.dtype);
      own.push(tensor);
      return [value, tensor];
    }));
    this.own = own;
    this.lastReads = lastReadsOf(graph);
  }

  /**
   * Runs every node on the engine, as its kernels. A value is freed as soon as nothing needs it any more.
   * @param inputs in the order of the graph's; they stay the caller's
   * @param around called for each node in the place of running it; what it returns must be what `run` returned
   * @returns one tensor an output; the caller disposes them
   */
  run(inputs: readonly tf.Tensor[], around: (node: GraphNode, run: () => tf.Tensor[]) => tf.Tensor[] = (_, run) => run()): tf.Tensor[] {
    const { graph } = this;
    const given = new Map(graph.inputs.map((value, index) => [value, inputs[index]] as const));
    return tf.tidy(() => {
      const tensors = new Map<Value, tf.Tensor>();
      const tensorOf = (value: Value): tf.Tensor => {
        const tensor = this.constants.get(value) ?? given.get(value) ?? tensors.get(value);
        if (tensor === undefined) throw new EngineError('A graph reads a value before it is computed, or was run without an input.');
        return tensor;
      };
      for (const node of graph.nodes) {
        const results = around(node, () => runNode(node, tensorOf));
        node.outputs.forEach((output, index) => {
          const result = results[index];
          if (result !== undefined) tensors.set(output, result);
        });
        for (const value of this.lastReads.get(node) ?? []) tensors.get(value)?.dispose();
      }
      return graph.outputs.map((value) => tf.clone(tensorOf(value)));
    });
  }

  /** Frees the constants, but not the weights that it was given. */
  dispose(): void {
    tf.dispose([...this.own]);
  }
}

function runNode({ kernel, inputs, attributes }: GraphNode, tensorOf: (value: Value) => tf.Tensor): tf.Tensor[] {
  const named = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, tensorOf(value)]));
  const result = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(kernel, '0' in named ? list(named) : named, attributes);
  return Array.isArray(result) ? result : [result];
}

/** What a kernel that takes a list is called with: tfjs types it as a map, and it is an array all the same. */
const list = (named: tf.NamedTensorMap): tf.NamedTensorMap => Object.assign([], named);

function lastReadsOf({ nodes, outputs }: Graph): Map<GraphNode, Value[]> {
  const needed = new Set(outputs);
  const lastReads = new Map<GraphNode, Value[]>();
  for (const node of [...nodes].reverse()) {
    const last = new Set([...Object.values(node.inputs), ...node.outputs].filter((value) => value.constant === undefined && !needed.has(value)));
    lastReads.set(node, [...last]);
    for (const value of last) needed.add(value);
  }
  return lastReads;
}
