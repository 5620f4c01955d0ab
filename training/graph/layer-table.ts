import { costOf, costOfAll, type Cost } from '../../models/graph/costs';
import { counted } from '../../models/graph/counted';
import type { Graph, GraphNode } from '../../models/graph/graph';
import { leastSeconds, type Roof } from './roof';

/** What was measured of a graph, where its engine can be measured. */
export interface Measured {
  readonly seconds: ReadonlyMap<GraphNode, number>;
  readonly roof: Roof;
}

const HEAD = ['Layer', 'Kernel', 'Output', 'Parameters', 'Mult-adds', 'Read', 'Written', 'Flop/byte', 'Time', 'Share', 'Of roof'] as const;
const LEFT_ALIGNED = 3;
const NOTHING = '-';

/**
 * A graph as a table for people, a line a node; what only looks at the same memory in another way is left out.
 * "Of roof" is the least time that the machine could take for a node's arithmetic and bytes, over the time that it took.
 */
export function layerTable(graph: Graph, measured?: Measured): string {
  const costs = new Map(graph.nodes.map((node) => [node, costOf(node)]));
  const working = graph.nodes.filter((node) => (costs.get(node)?.bytesWritten ?? 0) > 0);
  const total = measured === undefined ? 0 : sum(working.map((node) => measured.seconds.get(node) ?? 0));
  const rows = working.map((node) => [node.place || NOTHING, node.kernel, node.outputs.map(({ shape }) => shape.join('x')).join(' '), ...figures(costs.get(node) ?? NO_COST, measured, measured?.seconds.get(node), total)]);
  return aligned([[...HEAD], ...rows, ['total', `${working.length} nodes`, '', ...figures(costOfAll(graph.nodes), measured, total, total)]]);
}

const NO_COST: Cost = { multiplyAdds: 0, parameters: 0, bytesRead: 0, bytesWritten: 0 };

function figures(cost: Cost, measured: Measured | undefined, seconds: number | undefined, total: number): string[] {
  const { multiplyAdds, parameters, bytesRead, bytesWritten } = cost;
  const intensity = (2 * multiplyAdds) / (bytesRead + bytesWritten);
  const time = measured === undefined || seconds === undefined
    ? [NOTHING, NOTHING, NOTHING]
    : [`${(1000 * seconds).toFixed(2)} ms`, percent(seconds / total), percent(leastSeconds(cost, measured.roof) / seconds)];
  return [some(parameters), some(multiplyAdds), some(bytesRead, 'B'), some(bytesWritten, 'B'), multiplyAdds === 0 ? NOTHING : intensity.toFixed(1), ...time];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const some = (count: number, unit?: string): string => (count === 0 ? NOTHING : counted(count, unit));

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column < LEFT_ALIGNED ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()).join('\n');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);
