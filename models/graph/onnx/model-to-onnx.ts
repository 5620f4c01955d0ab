import { EngineError } from '../../errors';
import type { NamedValues } from '../../layers/trainable-parameters';
import { version } from '../../../package.json' with { type: 'json' };
import { taskNamed } from '../../tasks';
import { describeExport, type ExportCard, type ExportDescription, type ExportedTensor } from '../describe-export';
import { exportedGraph } from '../exported-graph';
import { PICTURE_INPUT } from '../exported-names';
import type { Graph } from '../graph';
import { OnnxBuilder } from './builder';
import { Lowering } from './lowering';
import { encodeModel, type OnnxModel } from './model';
import { lowerGraph } from './to-onnx';

/**
 * A model as the bytes of an .onnx file for others. What goes in and comes out is described in it, see `describeExport`.
 * @throws EngineError where the network uses something that ONNX, or this writer, does not have
 */
export const modelToOnnx = async (card: ExportCard, values: NamedValues): Promise<Uint8Array> =>
  encodeModel(onnxModel(card, await exportedGraph(card, values)));

/** The same before it is encoded. @param graph the model's exported graph of one picture */
export function onnxModel(card: ExportCard, graph: Graph): OnnxModel {
  const { builder, results } = lowered(card, graph);
  const { outputs: exported, rows } = taskNamed(card.task).exported;
  const scores = results[exported.findIndex(({ name }) => name === rows)];
  const kept = scores === undefined ? results : found(builder, results, scores);
  const description = describeExport(card, 'onnx');
  const { input, outputs, title, licence } = description;
  outputs.forEach(({ name }, index) => builder.addAs(name, 'Identity', [kept[index] ?? '']));
  const infoOf = ({ name, type, shape, meaning }: ExportedTensor) => ({ name, type, dims: shape, description: meaning });
  const { condition } = description;
  return {
    name: card.name,
    producerVersion: version,
    description: `${title}. Licence: ${licence}.`,
    ...builder.neededFor(outputs.map(({ name }) => name)),
    inputs: [infoOf(input), ...(condition === undefined ? [] : [infoOf(condition)])],
    outputs: outputs.map(infoOf),
    metadata: textsOf(description),
  };
}

/**
 * A model's network for whoever decodes by its task: pictures of pixels [n, 3, height, width] to the task's own outputs, by name.
 * @param pictures how many it takes at once
 * @throws EngineError as above
 */
export async function networkToOnnx(card: Pick<ExportCard, 'name' | 'task' | 'network' | 'input'>, values: NamedValues, pictures = 1): Promise<Uint8Array> {
  const graph = await exportedGraph(card, values, { pictures, outputs: 'raw' });
  const { builder, results } = lowered(card, graph);
  const { outputs: names, condition } = taskNamed(card.task);
  names.forEach((name, index) => builder.addAs(name, 'Identity', [results[index] ?? '']));
  const { height, width } = card.input;
  return encodeModel({
    name: card.name,
    producerVersion: version,
    description: '',
    ...builder.neededFor(names),
    inputs: [
      { name: PICTURE_INPUT, type: 'float32', dims: [pictures, 3, height, width], description: '' },
      ...graph.inputs.slice(1).map(({ shape }) => ({ name: condition?.name ?? '', type: 'float32' as const, dims: shape, description: '' })),
    ],
    outputs: names.map((name, index) => ({ name, type: 'float32', dims: graph.outputs[index]?.shape ?? [], description: '' })),
    metadata: {},
  });
}

/** The nodes of a graph whose inputs are pictures and what is taken beside them, and the names of its results. */
function lowered({ name, task, input: { width, height } }: Pick<ExportCard, 'name' | 'task' | 'input'>, graph: Graph): { readonly builder: OnnxBuilder; readonly results: readonly string[] } {
  const [input, beside] = graph.inputs;
  if (input === undefined) throw new EngineError(`The network of '${name}' has no input.`);
  const builder = new OnnxBuilder();
  const lowering = new Lowering(builder);
  lowering.setChannelsFirst(input, { name: PICTURE_INPUT, spatial: [input.shape[0] ?? 1, height, width], channels: [3] });
  if (beside !== undefined) lowering.setPlain(beside, taskNamed(task).condition?.name ?? '');
  lowerGraph(graph, lowering);
  return { builder, results: graph.outputs.map((value) => lowering.plain(value)) };
}

/** The rows of all outputs that hold something: those where `scores` are not 0. */
function found(builder: OnnxBuilder, outputs: readonly string[], scores: string): string[] {
  const isFound = builder.add('Cast', [builder.add('Greater', [scores, builder.floats([0], [])])], { to: 7 });
  const count = builder.add('ReduceSum', [isFound, builder.ints([0])], { keepdims: 1 });
  return outputs.map((output) => builder.add('Slice', [output, builder.ints([0]), count, builder.ints([0])]));
}

/** ONNX's metadata are texts: lists and numbers become JSON. */
const textsOf = (description: ExportDescription): Record<string, string> =>
  Object.fromEntries(Object.entries(description).map(([key, value]: [string, unknown]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));
