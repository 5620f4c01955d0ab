import { EngineError } from '../../errors';
import type { Graph } from '../graph';
import { elementwiseRules } from './kernels/elementwise';
import { rearrangingRules } from './kernels/rearranging';
import { reductionRules } from './kernels/reductions';
import { roiAlignRules } from './kernels/roi-align';
import type { Rules } from './kernels/rule';
import { suppressionRules } from './kernels/suppression';
import { windowRules } from './kernels/windows';
import { OnnxBuilder } from './builder';
import { Lowering } from './lowering';
import { typeCode, type OnnxModel } from './model';

export const RULES: Rules = { ...elementwiseRules, ...windowRules, ...rearrangingRules, ...reductionRules, ...suppressionRules, ...roiAlignRules };

/**
 * Writes every node of a graph into the builder of `lowering`, which already knows the graph's inputs.
 * @throws EngineError for a kernel or an attribute that the writer does not know
 */
export function lowerGraph(graph: Graph, lowering: Lowering): void {
  const { builder } = lowering;
  for (const node of graph.nodes) {
    const rule = RULES[node.kernel];
    if (rule === undefined) throw new EngineError(`The kernel ${node.kernel} cannot be written as ONNX; add it to models/graph/onnx/kernels.`);
    builder.place = node.place;
    rule(node, lowering);
  }
  builder.place = '';
}

/** A graph by itself, without a model around it: `input` is [1, channels, height, width], `output` is as the graph has it, float32. */
export function graphToOnnx(graph: Graph): OnnxModel {
  const builder = new OnnxBuilder();
  const lowering = new Lowering(builder);
  const [input] = graph.inputs;
  const [output] = graph.outputs;
  const [n, h, w, c] = input?.shape ?? [];
  if (input === undefined || output === undefined || n === undefined || h === undefined || w === undefined || c === undefined) {
    throw new EngineError('Only a graph of one picture [n, h, w, c] can be written as ONNX.');
  }
  lowering.setChannelsFirst(input, { name: 'input', spatial: [n, h, w], channels: [c] });
  lowerGraph(graph, lowering);
  builder.addAs('output', 'Cast', [lowering.plain(output)], { to: typeCode('float32') });
  return {
    name: 'graph',
    description: '',
    ...builder.neededFor(['output']),
    inputs: [{ name: 'input', type: 'float32', dims: [n, c, h, w], description: '' }],
    outputs: [{ name: 'output', type: 'float32', dims: output.shape, description: '' }],
    metadata: {},
  };
}
