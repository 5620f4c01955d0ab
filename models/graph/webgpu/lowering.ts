import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { addUpsampledKernel } from '../../kernels/add-upsampled/wasm';
import { shuffleBlockKernel } from '../../kernels/pointwise/shuffle-block';
import { constantsOf, outputOf, sizeOf, type Graph, type GraphNode, type Value } from '../graph';
import { convolutionStep } from './kernels/convolution';
import { depthwiseStep } from './kernels/depthwise';
import { BINARY_KERNELS, binaryStep, UNARY_KERNELS, unaryStep } from './kernels/elementwise';
import { listingStep, type Listing } from './kernels/listing';
import { poolingStep } from './kernels/pooling';
import { reductionStep, softmaxStep } from './kernels/reductions';
import { addUpsampledStep, resizingStep } from './kernels/resizing';
import { PackedParameters } from './parameters';
import { labelOf, MOVES, Placement } from './placement';
import { channelsOf, operandOf, type Operand, type Region, type Step, type View } from './step';

/** What a rule may ask for while it makes a node's step. */
export interface Lowering {
  readonly parameters: PackedParameters;
  /** Where a value is read from. */
  read(value: Value): Operand;
  /** Where a value is written to. @param shape where the kernel sees it in another one of as many numbers */
  write(value: Value, shape?: readonly number[]): Operand;
  /** The one output of a node. */
  only(node: GraphNode): Value;
  /** What every step of a node has. */
  step(node: GraphNode): { readonly label: string; readonly write: Operand };
}

type Rule = (node: GraphNode, lowering: Lowering) => Step;

const RULES = new Map<string, Rule>([
  [tf.Conv2D, convolutionStep],
  [tf.FusedConv2D, convolutionStep],
  [shuffleBlockKernel, convolutionStep],
  [tf.DepthwiseConv2dNative, depthwiseStep],
  [tf.FusedDepthwiseConv2D, depthwiseStep],
  [tf.MaxPool, poolingStep],
  [tf.AvgPool, poolingStep],
  [tf.ResizeBilinear, resizingStep],
  [tf.ResizeNearestNeighbor, resizingStep],
  [addUpsampledKernel, addUpsampledStep],
  [tf.Mean, reductionStep],
  [tf.Sum, reductionStep],
  [tf.Max, reductionStep],
  [tf.Softmax, softmaxStep],
  ...UNARY_KERNELS.map((kernel): [string, Rule] => [kernel, unaryStep]),
  ...BINARY_KERNELS.map((kernel): [string, Rule] => [kernel, binaryStep]),
]);

/** A graph as dispatches, before anything of it is on a device. */
export interface Steps {
  readonly steps: readonly Step[];
  /** Where the inputs and the outputs lie, their numbers one after another. */
  readonly inputs: readonly View[];
  readonly outputs: readonly View[];
  /** Constants that kernels read from the arena, which live as long as the program. */
  readonly constants: ReadonlyMap<Region, Float32Array<ArrayBuffer>>;
  readonly parameters: Float32Array<ArrayBuffer>;
}

/** What keeps a graph from being recorded: nothing, if it can be. */
export type Missing = readonly string[];

/**
 * Turns a graph (as `fuseForWebGpu` leaves it) into steps.
 * @param listing an output that becomes a list, too
 * @throws UnsupportedGraphError that lists everything that this engine lacks
 */
export function lower(graph: Graph, listing?: Listing): Steps {
  const missing = new Set<string>();
  const placement = new Placement(graph);
  const parameters = new PackedParameters();
  const constants = new Map<Region, Float32Array<ArrayBuffer>>();
  const known = new Set<Value>(constantsOf(graph));
  const steps: Step[] = [];
  const lowering = loweringOn(placement, parameters, (value, region) => {
    if (known.has(value)) constants.set(region, numbersOf(value));
  });
  for (const node of graph.nodes) {
    try {
      steps.push(...stepsOf(node, placement, lowering));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      missing.add(`${labelOf(node)}: ${error.message}`);
    }
  }
  const outputs = graph.outputs.map((value, index) => {
    const { view, steps: copies } = placement.contiguous(value, value.constant !== undefined || graph.inputs.includes(value) || graph.outputs.indexOf(value) < index);
    if (known.has(value)) constants.set(placement.of(value).region, numbersOf(value));
    steps.push(...copies);
    return view;
  });
  const listed = listing && graph.outputs[listing.output];
  if (listing !== undefined && listed !== undefined) steps.push(listingStep(listed, listing, lowering));
  if (missing.size > 0) throw new UnsupportedGraphError([...missing]);
  return { steps, inputs: graph.inputs.map((value) => placement.of(value)), outputs, constants, parameters: parameters.packed() };
}

/** A graph with operations that WebGPU's program has no kernel for; other engines may run it. */
export class UnsupportedGraphError extends EngineError {
  /** @param missing each with its kernel, its place in the network's code and what is the matter */
  constructor(readonly missing: Missing) {
    super(`WebGPU cannot run the graph as one program. It has no kernel for ${missing.length} of its nodes: ${missing.slice(0, SHOWN).join('; ')}${missing.length > SHOWN ? '; …' : ''}.`);
  }
}

const SHOWN = 5;

function stepsOf(node: GraphNode, placement: Placement, lowering: Lowering): readonly Step[] {
  for (const { dtype } of [...Object.values(node.inputs), ...node.outputs]) if (dtype !== 'float32') throw new EngineError(`numbers of type ${dtype}`);
  if (MOVES.includes(node.kernel)) {
    for (const value of Object.values(node.inputs)) lowering.read(value);
    return placement.move(node);
  }
  const rule = RULES.get(node.kernel);
  if (rule === undefined) throw new EngineError('no kernel');
  return [rule(node, lowering)];
}

function loweringOn(placement: Placement, parameters: PackedParameters, onRead: (value: Value, region: Region) => void): Lowering {
  const only = outputOf;
  const write = (value: Value, shape = value.shape): Operand => {
    const view = placement.of(value);
    const channels = channelsOf({ shape });
    // A kernel that sees rows of another length needs them one after another.
    if (channels !== channelsOf(value) && view.row !== channelsOf(value)) throw new EngineError('a part of a concatenation that is seen in another shape');
    return { ...view, row: channels === channelsOf(value) ? view.row : channels, channels };
  };
  return {
    parameters,
    read: (value) => {
      const view = placement.of(value);
      onRead(value, view.region);
      return operandOf(view, value);
    },
    write,
    only,
    step: (node) => ({ label: labelOf(node), write: write(only(node)) }),
  };
}

function numbersOf({ shape, constant }: Value): Float32Array<ArrayBuffer> {
  const values = constant?.values;
  if (values?.length !== sizeOf(shape)) throw new EngineError('parameters whose numbers are not known');
  return Float32Array.from(values);
}

