import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../kernels/arguments';
import { nmsKernel } from '../../kernels/nms/register';
import { inputOf, type Graph, type GraphNode, type Value } from '../graph';
import { removeDeadNodes } from '../rewrite';

/** A detector before and after the choice of its best candidates. */
export interface SplitGraph {
  /** Picture → the scores of all candidates, then whatever else the tail reads. */
  readonly head: Graph;
  /** The best scores, their indices among all (int32), then the head's other outputs → the outputs of the whole. */
  readonly tail: Graph;
  /** How many are chosen. */
  readonly count: number;
  /** No candidate below it, or at it, comes through suppression: they need not be told apart. */
  readonly threshold: number;
}

/**
 * Cuts a graph at the one TopK whose results go into suppression. Undefined for graphs without one, and with several.
 */
export function splitAtSelection(graph: Graph): SplitGraph | undefined {
  const suppressions = graph.nodes.filter(({ kernel }) => kernel === nmsKernel);
  const [suppression] = suppressions;
  const selection = suppression && graph.nodes.find(({ kernel, outputs: [values] }) => kernel === tf.TopK && values !== undefined && values === suppression.inputs.scores);
  const [values, indices] = selection?.outputs ?? [];
  if (suppression === undefined || suppressions.length > 1 || selection === undefined || values === undefined || indices === undefined) return undefined;

  const chosen = dependents(graph, [values, indices]);
  const seen = dependents(graph, graph.inputs);
  const scores = inputOf(selection, 'x');
  const isTail = (node: GraphNode) => node !== selection && (node.outputs.some((output) => chosen.has(output)) || !node.outputs.some((output) => seen.has(output)));
  const tailNodes = graph.nodes.filter(isTail);
  const heads = new Set(graph.nodes.filter((node) => node !== selection && !isTail(node)).flatMap(({ outputs }) => outputs));
  const read = new Set([...tailNodes.flatMap(({ inputs }) => Object.values(inputs)), ...graph.outputs]);
  const others = [...read].filter((value) => heads.has(value) || graph.inputs.includes(value));
  return {
    head: removeDeadNodes({ ...graph, outputs: [scores, ...others] }),
    tail: removeDeadNodes({ inputs: [values, indices, ...others], nodes: tailNodes, outputs: graph.outputs }),
    count: numberOf(selection.attributes, 'k'),
    threshold: numberOf(suppression.attributes, 'scoreThreshold'),
  };
}

/** What is computed from some values, and these. */
function dependents({ nodes }: Graph, values: readonly Value[]): ReadonlySet<Value> {
  const found = new Set(values);
  for (const { inputs, outputs } of nodes) if (Object.values(inputs).some((value) => found.has(value))) for (const output of outputs) found.add(output);
  return found;
}

/** Numbers with their places among all, in no order. */
export interface Listed {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** The best of a list as TopK gives them: the greatest first, of equals the lower index, zeros at index 0 for what is missing. */
export function bestOf({ indices, values }: Listed, count: number): { readonly values: Float32Array; readonly indices: Int32Array } {
  const order = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || (indices[a] ?? 0) - (indices[b] ?? 0)).slice(0, count);
  const best = { values: new Float32Array(count), indices: new Int32Array(count) };
  order.forEach((from, to) => {
    best.values[to] = values[from] ?? 0;
    best.indices[to] = indices[from] ?? 0;
  });
  return best;
}
