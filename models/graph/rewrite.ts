import type { Graph, GraphNode, Value } from './graph';

/** A change to a graph that leaves its results as they are. */
export type Pass = (graph: Graph) => Graph;

/** What a rule may ask of the graph around a node. */
export interface Surroundings {
  /** The node that computes a value; undefined for inputs and constants. */
  readonly producerOf: (value: Value) => GraphNode | undefined;
  /** Whether nothing but one node reads a value, so that it may be replaced together with its reader. */
  readonly readOnce: (value: Value) => boolean;
}

/**
 * Goes through a graph once, in order. `rule` answers a node to put in the place of the one it is shown (with the same
 * outputs), a value to read in place of its one output, or undefined to keep it. What nobody reads any more is dropped.
 */
export function rewrite(graph: Graph, rule: (node: GraphNode, around: Surroundings) => GraphNode | Value | undefined): Graph {
  const readers = countReaders(graph);
  const producers = new Map<Value, GraphNode>();
  const standIns = new Map<Value, Value>();
  const standInOf = (value: Value): Value => standIns.get(value) ?? value;
  const around: Surroundings = {
    producerOf: (value) => producers.get(value),
    readOnce: (value) => readers.get(value) === 1,
  };
  const nodes: GraphNode[] = [];
  for (const original of graph.nodes) {
    const node = standIns.size === 0 ? original : { ...original, inputs: mapInputs(original.inputs, standInOf) };
    const answer = rule(node, around) ?? node;
    if (!isNode(answer)) {
      const [output] = node.outputs;
      if (output !== undefined) {
        standIns.set(output, answer);
        // Whoever read the output reads the stand-in now.
        readers.set(answer, (readers.get(answer) ?? 0) + (readers.get(output) ?? 0) - 1);
      }
      continue;
    }
    nodes.push(answer);
    for (const output of answer.outputs) producers.set(output, answer);
  }
  return removeDeadNodes({ ...graph, nodes, outputs: graph.outputs.map(standInOf) });
}

/** Drops what no output depends on. */
export const removeDeadNodes: Pass = (graph) => {
  const needed = new Set(graph.outputs);
  const nodes: GraphNode[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    nodes.push(node);
    for (const value of Object.values(node.inputs)) needed.add(value);
  }
  return { ...graph, nodes: nodes.reverse() };
};

function countReaders({ nodes, outputs }: Graph): Map<Value, number> {
  const readers = new Map<Value, number>();
  for (const value of [...nodes.flatMap(({ inputs }) => Object.values(inputs)), ...outputs]) readers.set(value, (readers.get(value) ?? 0) + 1);
  return readers;
}

const mapInputs = (inputs: GraphNode['inputs'], map: (value: Value) => Value): GraphNode['inputs'] =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, map(value)]));

const isNode = (answer: GraphNode | Value): answer is GraphNode => 'kernel' in answer;
