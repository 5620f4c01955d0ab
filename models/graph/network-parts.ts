import { groupBy } from '../group-by';
import { costOf, VIEWS } from './costs';
import { sizeOf, type Graph, type GraphNode, type Value } from './graph';

/** Nodes that belong together in the network's code. */
export interface Block {
  /** Path of the place that they share: 'stage2/block0'. */
  readonly path: string;
  readonly nodes: readonly GraphNode[];
  /** The largest value that others, or the graph's outputs, take from it; the picture, where they take it as a list. */
  readonly result: Value | undefined;
}

/** A stretch of a network that its code has a name for, block by block. */
export interface Part {
  /** Its places at the top of the code: 'stem', or several as 'block3', 'block4', 'block5'; '' for what follows the last layer. */
  readonly names: readonly string[];
  readonly blocks: readonly Block[];
  /** As of a block. */
  readonly result: Value | undefined;
}

/**
 * A network in the parts that its code names, in the order in which they first work: every node in one block of one part.
 * A part is a place at the top of the code, its blocks are the places directly below. Numbered neighbours that give
 * pictures of the same size, as the blocks of MobileNetV2 do, are one part of which each is a block.
 */
export function partsOf(graph: Graph): Part[] {
  const placeAt = (depth: number) => ({ place }: GraphNode): string => place.split('/', depth).join('/');
  const resultOf = takenFrom(graph);

  const stretches: { readonly names: string[]; readonly nodes: GraphNode[] }[] = [];
  for (const [name, nodes] of groupsByWork(graph.nodes, placeAt(1))) {
    const before = stretches.at(-1);
    const side = sideOf(resultOf(nodes));
    if (before !== undefined && side !== undefined && side === sideOf(resultOf(before.nodes)) && areSiblings(name, before.names)) {
      before.names.push(name);
      before.nodes.push(...nodes);
    } else stretches.push({ names: [name], nodes });
  }
  return stretches.map(({ names, nodes }) => ({
    names,
    result: resultOf(nodes),
    blocks: groupsByWork(nodes, placeAt(names.length > 1 ? 1 : 2)).map(([path, own]) => ({ path, nodes: own, result: resultOf(own) })),
  }));
}

/** Height of a picture's features, [1, h, w, c]; undefined for any other value. */
export const sideOf = (value: Value | undefined): number | undefined => (value?.shape.length === 4 && value.shape[0] === 1 ? value.shape[1] : undefined);

/** Whether a name differs from those before it by its number only. */
function areSiblings(name: string, others: readonly string[]): boolean {
  const [word, ...words] = [name, ...others].map((numbered) => (/\d$/.test(numbered) ? numbered.replace(/\d+$/, '') : undefined));
  return word !== undefined && words.every((other) => other === word);
}

/** Groups in the order of the first of their nodes that does more than look at memory in another way. */
function groupsByWork(nodes: readonly GraphNode[], keyOf: (node: GraphNode) => string): (readonly [key: string, nodes: GraphNode[]])[] {
  const groups = groupBy(nodes, keyOf);
  const order = new Set([...nodes.filter((node) => costOf(node).bytesWritten > 0).map(keyOf), ...groups.keys()]);
  return [...order].map((key) => [key, groups.get(key) ?? []] as const);
}

/** Finds the result of some nodes of a graph, see Block. */
function takenFrom({ nodes, outputs }: Graph): (own: readonly GraphNode[]) => Value | undefined {
  const readers = groupBy(nodes.flatMap((node) => Object.values(node.inputs).map((value) => ({ value, node }))), ({ value }) => value);
  return (own) => {
    const inside = new Set(own);
    const isTaken = (value: Value) => outputs.includes(value) || readers.get(value)?.some(({ node }) => !inside.has(node)) === true;
    const [largest] = own.flatMap((node) => node.outputs).filter(isTaken).sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
    const viewed = own.find((node) => VIEWS.has(node.kernel) && node.outputs.some((output) => output === largest));
    const [picture] = Object.values(viewed?.inputs ?? {});
    return largest?.shape.length !== 4 && picture?.shape.length === 4 ? picture : largest;
  };
}
