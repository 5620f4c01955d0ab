import type { Graph, GraphNode, Value } from '../../../models/graph/graph';
import { onPlainLoops } from '../../../models/tensor/plain-loops';
import { outputsOf } from './channel-rules';
import { LabelSets } from './label-sets';
import type { Labels } from './labels';

/** What a layer computes: `each` multiply-adds for every pair of a channel that it reads and one that it gives. */
export interface LayerWork {
  readonly each: number;
  /** Labels, or how many there are where none can be removed; 1 of a depthwise layer. */
  readonly reads: Int32Array | number;
  readonly gives: Int32Array;
}

/** How the channels of a network hang together. */
export interface FollowedChannels {
  readonly sets: LabelSets;
  /** Labels along the axes of every parameter that has channels, by the parameter's name. */
  readonly parameters: ReadonlyMap<string, ReadonlyMap<number, Int32Array>>;
  readonly works: readonly LayerWork[];
  /** Labels of the zeros that are put before channels, by the place in the network's code. */
  readonly pads: ReadonlyMap<string, Int32Array>;
}

/** What a rule may read and write while a graph is walked. */
export interface Walk {
  readonly sets: LabelSets;
  /** New channels of a place in the network's code. */
  readonly make: (place: string, count: number) => Int32Array;
  /** Undefined: what has no channels, or none that could be removed. */
  readonly labelsOf: (value: Value) => Labels | undefined;
  /** Says that an axis of a parameter has these channels; the same parameter may be read twice. @returns them, coupled to what was said before */
  readonly parameter: (value: Value, axis: number, labels: Int32Array) => Int32Array;
  readonly work: (work: LayerWork) => void;
  readonly pad: (place: string, before: Int32Array) => void;
}

/**
 * Follows channels through a recorded network: every convolution and dense layer makes new ones, whatever moves numbers moves
 * their labels, whatever adds two tensors couples them (DepGraph, Fang et al. 2023, section 3.2: coupling between layers and
 * within them). What no rule knows, and what the network answers, keeps its channels.
 * @param graph of an inference; numbers of parameters are not needed
 * @param asked paths of which the network's code asked the scope for channels: those of others are written into it
 */
export const followChannels = (graph: Graph, asked: ReadonlySet<string>): Promise<FollowedChannels> => onPlainLoops(() => follow(graph, asked));

function follow(graph: Graph, asked: ReadonlySet<string>): FollowedChannels {
  const sets = new LabelSets();
  const labels = new Map<Value, Labels>();
  const parameters = new Map<string, Map<number, Int32Array>>();
  const works: LayerWork[] = [];
  const pads = new Map<string, Int32Array>();
  const walk: Walk = {
    sets,
    make(place, count) {
      const made = sets.make(count);
      if (!asked.has(place)) sets.fix(made);
      return made;
    },
    labelsOf: (value) => labels.get(value),
    parameter({ constant }, axis, given) {
      const name = constant?.name ?? '';
      const axes = parameters.get(name) ?? new Map<number, Int32Array>();
      const known = axes.get(axis);
      const joined = known === undefined ? given : sets.joinAll(known, given);
      parameters.set(name, axes.set(axis, joined));
      return joined;
    },
    work: (work) => void works.push(work),
    pad: (place, before) => void pads.set(place, before),
  };
  const readers = lastReaders(graph);
  for (const node of graph.nodes) {
    outputsOf(node, walk).forEach((of, index) => {
      const value = node.outputs[index];
      if (value !== undefined && of !== undefined) labels.set(value, of);
    });
    for (const value of readers.get(node) ?? []) labels.delete(value);
  }
  for (const value of graph.outputs) sets.fix(labels.get(value)?.of ?? []);
  return { sets, parameters, works, pads };
}

/** For every node the values that nobody reads after it. */
function lastReaders({ nodes, outputs }: Graph): Map<GraphNode, Value[]> {
  const needed = new Set(outputs);
  const last = new Map<GraphNode, Value[]>();
  for (const node of [...nodes].reverse()) {
    const ended = Object.values(node.inputs).filter((value) => !needed.has(value));
    last.set(node, ended);
    for (const value of ended) needed.add(value);
  }
  return last;
}
