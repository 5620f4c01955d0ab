import { costOf, costOfAll, type Cost } from '../../../models/graph/costs';
import { layerOf, type Graph, type GraphNode, type Value } from '../../../models/graph/graph';
import { kindOf, OPERATION_KINDS, type OperationKind } from '../../../models/graph/kinds';
import { partsOf, sideOf, type Block, type Part } from '../../../models/graph/network-parts';
import { groupBy } from '../../../models/group-by';

/** What is counted of a network. */
export const MEASURES = ['multiplyAdds', 'parameters', 'bytes'] as const;
export type Measure = (typeof MEASURES)[number];
export type Amounts = Readonly<Record<Measure, number>>;

/** Amounts in all, and of each kind of operation that there is. */
export interface Work {
  readonly total: Amounts;
  readonly kinds: readonly (readonly [kind: OperationKind, amounts: Amounts])[];
}

export interface LayerLine {
  /** Its path within the block; of what reads no parameters, its kernels. */
  readonly name: string;
  readonly shape: string;
  readonly amounts: Amounts;
}

export interface DescribedBlock extends Work {
  readonly path: string;
  /** Height of the picture that it gives; undefined where it gives none. */
  readonly side: number | undefined;
  readonly layers: readonly LayerLine[];
}

export interface DescribedPart extends Work {
  readonly name: string;
  readonly shape: string;
  readonly blocks: readonly DescribedBlock[];
}

export interface DescribedNetwork extends Work {
  /** The first is where the picture enters, the last what it answers. */
  readonly parts: readonly DescribedPart[];
  /** The largest amount of one block. */
  readonly most: Amounts;
  readonly layers: number;
}

/** Where the work of a network lies: part by part, block by block, layer by layer. */
export function describeNetwork(graph: Graph): DescribedNetwork {
  const parts = partsOf(graph).map(describePart);
  const totals = parts.flatMap(({ blocks }) => blocks.map(({ total }) => total));
  return {
    ...workOf(graph.nodes),
    parts,
    most: amountsBy((measure) => Math.max(...totals.map((total) => total[measure]))),
    layers: new Set(graph.nodes.map(layerOf).filter((layer) => layer !== '')).size,
  };
}

/** A piece of a bar, in fractions of the whole length that there is. */
export interface BarPiece {
  readonly kind: OperationKind;
  readonly start: number;
  readonly length: number;
}

/** A bar of the kinds of some work, one after the other, where `most` would take the whole length; without what cannot be seen. */
export function stackedBar({ kinds }: Work, measure: Measure, most: number): BarPiece[] {
  const pieces: BarPiece[] = [];
  let start = 0;
  for (const [kind, amounts] of kinds) {
    const length = amounts[measure] / most;
    if (length >= LEAST_LENGTH) pieces.push({ kind, start, length });
    start += length;
  }
  return pieces;
}

const LEAST_LENGTH = 0.0005;

function describePart({ names, blocks, result }: Part): DescribedPart {
  return { ...workOf(blocks.flatMap(({ nodes }) => nodes)), name: nameOf(names), shape: shapeOf(result), blocks: blocks.map(describeBlock) };
}

function describeBlock({ path, nodes, result }: Block): DescribedBlock {
  return { ...workOf(nodes), path, side: sideOf(result), layers: [...groupBy(nodes, layerOf)].flatMap(([layer, own]) => lineOf(path, layer, own)) };
}

/** A line of the table of layers; none for what costs nothing. */
function lineOf(block: string, layer: string, nodes: readonly GraphNode[]): LayerLine[] {
  const working = nodes.filter((node) => costOf(node).bytesWritten > 0);
  if (working.length === 0) return [];
  const amounts = amountsOf(costOfAll(nodes));
  const kernels = groupBy(working, ({ kernel }) => kernel);
  if (layer !== '') {
    const calls = Math.max(...[...kernels.values()].map(({ length }) => length));
    const name = layer === block ? layer : layer.slice(block.length + 1);
    return [{ name: calls > 1 ? `${name} × ${calls}` : name, shape: shapeOf(working[0]?.outputs[0]), amounts }];
  }
  const [first, second, ...others] = kernels.keys();
  const name = [first, second].filter((kernel) => kernel !== undefined).join(', ');
  return [{ name: others.length > 0 ? `${name} and ${others.length} more` : name, shape: '', amounts }];
}

function workOf(nodes: readonly GraphNode[]): Work {
  const byKind = groupBy(nodes, kindOf);
  return {
    total: amountsOf(costOfAll(nodes)),
    kinds: OPERATION_KINDS.flatMap((kind) => {
      const own = byKind.get(kind);
      return own === undefined ? [] : [[kind, amountsOf(costOfAll(own))] as const];
    }),
  };
}

const amountsOf = ({ multiplyAdds, parameters, bytesRead, bytesWritten }: Cost): Amounts => ({ multiplyAdds, parameters, bytes: bytesRead + bytesWritten });

const amountsBy = (amount: (measure: Measure) => number): Amounts => ({ multiplyAdds: amount('multiplyAdds'), parameters: amount('parameters'), bytes: amount('bytes') });

/** Without the one picture of a batch: '40 × 40 × 176'. */
const shapeOf = (value: Value | undefined): string => {
  const [batch, ...sizes] = value?.shape ?? [];
  return (batch === 1 && sizes.length > 0 ? sizes : value?.shape ?? []).join(' × ');
};

/** What people call the places at the top of the networks' code, where the code is shorter. */
const SPOKEN: Readonly<Record<string, string>> = { '': 'Answer', neck: 'Pyramid', rpn: 'Region proposals', last: 'Last convolution' };

/** 'Box head' of box_head, 'Stage 2' of stage2, 'Blocks 3 to 5' of block3, block4 and block5. */
function nameOf(names: readonly string[]): string {
  const [first = '', last = first] = [names[0], names.at(-1)];
  const words = SPOKEN[first] ?? first.replaceAll('_', ' ').replace(/(\d+)$/, ' $1');
  const name = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return names.length === 1 ? name : name.replace(/ (\d+)$/, `s $1 ${names.length > 2 ? 'to' : 'and'} ${/\d+$/.exec(last)?.[0] ?? ''}`);
}
