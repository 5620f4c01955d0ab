import * as tf from '@tensorflow/tfjs-core';
import type { Graph, GraphNode } from '../../models/graph/graph';
import { GraphRunner } from '../../models/graph/run-graph';

const WARM_UPS = 2;
const ROUNDS = 8;

/** Engines that compute when they are called, so that the time of a call is the time of its work. */
const SYNCHRONOUS: ReadonlySet<string> = new Set(['cpu', 'wasm', 'tensorflow']);

/**
 * Seconds that each node of a graph takes on the current engine, the fastest of a few rounds over an empty picture.
 * Undefined on an engine that works on its own while the program goes on.
 */
export function measureNodes(graph: Graph): ReadonlyMap<GraphNode, number> | undefined {
  if (!SYNCHRONOUS.has(tf.getBackend())) return undefined;
  const runner = new GraphRunner(graph);
  const inputs = graph.inputs.map(({ shape }) => tf.zeros([...shape]));
  const least = new Map<GraphNode, number>();
  try {
    for (let round = -WARM_UPS; round < ROUNDS; round++) {
      tf.dispose(runner.run(inputs, (node, run) => {
        const start = performance.now();
        const results = run();
        const seconds = (performance.now() - start) / 1000;
        if (round >= 0) least.set(node, Math.min(least.get(node) ?? Infinity, seconds));
        return results;
      }));
    }
    return least;
  } finally {
    tf.dispose(inputs);
    runner.dispose();
  }
}
