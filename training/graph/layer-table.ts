import { costOf, costOfAll, type Cost } from '../../models/graph/costs';
import { counted } from '../../models/graph/format-count';
import type { Graph, GraphNode } from '../../models/graph/graph';
import { groupBy } from '../../models/group-by';
import { leastSeconds, type Roof } from './roof';

/** What was measured of a graph, where its engine can be measured. */
export interface Measured {
  /** Seconds by the places of nodes; one that the graph does not have is work of the engine's own. */
  readonly places: ReadonlyMap<string, number>;
  /** Of single nodes, where the engine runs them one by one. */
  readonly nodes?: ReadonlyMap<GraphNode, number>;
  readonly roof: Roof;
}

const HEAD = ['Layer', 'Kernel', 'Output', 'Parameters', 'Mult-adds', 'Bytes', 'Time', 'Share', 'Of roof'] as const;
const LEFT_ALIGNED = 3;
const NOTHING = '-';
const OUTSIDE = '(outside layers)';
/** As wide as the longest name of a kernel. */
const KERNEL_WIDTH = 20;

/**
 * A graph as a table for people, a line a place in the network's code; what only looks at the same memory in another way is
 * left out. "Of roof" is the least time that the machine could take for the arithmetic and bytes, over the time that it took.
 * @param every also a line for each node of a place that has several
 */
export function layerTable(graph: Graph, measured?: Measured, every = false): string {
  const working = graph.nodes.filter((node) => costOf(node).bytesWritten > 0);
  const places = groupBy(working, ({ place }) => place);
  const total = measured && sum([...measured.places.values()]);
  const row = (cost: Cost, seconds: number | undefined) => figures(cost, measured?.roof, seconds, total);
  const rows = [...places].flatMap(([place, nodes]) => [
    [place || OUTSIDE, kernelsOf(nodes), shapeOf(nodes.at(-1)), ...row(costOfAll(nodes), measured?.places.get(place))],
    ...(every && nodes.length > 1 ? nodes.map((node) => ['', node.kernel, shapeOf(node), ...row(costOf(node), measured?.nodes?.get(node))]) : []),
  ]);
  const own = [...measured?.places ?? []].filter(([place]) => !places.has(place)).map(([place, seconds]) => [place || OUTSIDE, NOTHING, '', ...row(NO_COST, seconds)]);
  return aligned([[...HEAD], ...rows, ...own, ['total', nodesOf(working), '', ...row(costOfAll(graph.nodes), total)]]);
}

const NO_COST: Cost = { multiplyAdds: 0, parameters: 0, bytesRead: 0, bytesWritten: 0 };

function kernelsOf(nodes: readonly GraphNode[]): string {
  const kernels = nodes.map(({ kernel }) => kernel).join(', ');
  return kernels.length <= KERNEL_WIDTH ? kernels : nodesOf(nodes);
}

const nodesOf = (nodes: readonly GraphNode[]): string => (nodes.length === 1 ? nodes[0]?.kernel ?? NOTHING : `${nodes.length} nodes`);

const shapeOf = (node: GraphNode | undefined): string => `${node?.outputs[0]?.shape.join('x') ?? ''}${node !== undefined && node.outputs.length > 1 ? ', …' : ''}`;

function figures(cost: Cost, roof: Roof | undefined, seconds: number | undefined, total: number | undefined): string[] {
  const { multiplyAdds, parameters, bytesRead, bytesWritten } = cost;
  const least = roof === undefined ? 0 : leastSeconds(cost, roof);
  const time = seconds === undefined || total === undefined
    ? [NOTHING, NOTHING, NOTHING]
    : [`${(1000 * seconds).toFixed(2)} ms`, percent(seconds / total), least === 0 ? NOTHING : percent(least / seconds)];
  return [some(parameters), some(multiplyAdds), some(bytesRead + bytesWritten, 'B'), ...time];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const some = (count: number, unit?: string): string => (count === 0 ? NOTHING : counted(count, unit));

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column < LEFT_ALIGNED ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()).join('\n');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);
