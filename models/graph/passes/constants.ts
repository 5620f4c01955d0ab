import { onPlainLoops } from '../../tensor/plain-loops';
import { constantsOf, type Graph, type GraphNode, type Value } from '../graph';
import { removeDeadNodes } from '../rewrite';
import { GraphRunner } from '../run-graph';

/** Computes what depends on constants alone, the same everywhere, and puts the numbers in its place. */
export async function foldConstants(graph: Graph): Promise<Graph> {
  const known = new Set<Value>(constantsOf(graph));
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    if (!Object.values(node.inputs).every((value) => known.has(value))) continue;
    nodes.push(node);
    for (const output of node.outputs) known.add(output);
  }
  const computed = nodes.flatMap(({ outputs }) => outputs);
  const numbers = await valuesOf({ inputs: [], nodes, outputs: computed });
  const folded = (value: Value): Value => numbers.get(value) ?? value;
  return removeDeadNodes({
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, inputs: Object.fromEntries(Object.entries(node.inputs).map(([name, value]) => [name, folded(value)])) })),
    outputs: graph.outputs.map(folded),
  });
}

async function valuesOf(graph: Graph): Promise<Map<Value, Value>> {
  const results = await onPlainLoops(() => {
    const runner = new GraphRunner(graph);
    try {
      return runner.run([]);
    } finally {
      runner.dispose();
    }
  });
  const read = await Promise.all(results.map((result) => result.data()));
  for (const result of results) result.dispose();
  return new Map(graph.outputs.flatMap((value, index) => {
    const values = read[index];
    return values === undefined ? [] : [[value, { ...value, constant: { values } }] as const];
  }));
}
