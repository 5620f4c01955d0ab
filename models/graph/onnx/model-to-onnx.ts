import { EngineError } from '../../errors';
import type { NamedValues } from '../../layers/trainable-parameters';
import { version } from '../../../package.json' with { type: 'json' };
import { describeExport, type ExportCard, type ExportDescription } from '../describe-export';
import { exportedGraph } from '../exported-graph';
import { PICTURE_INPUT } from '../exported-names';
import type { Graph } from '../graph';
import { OnnxBuilder } from './builder';
import { Lowering } from './lowering';
import { encodeModel, type OnnxModel } from './model';
import { lowerGraph } from './to-onnx';

/**
 * A model as the bytes of an .onnx file. What goes in and comes out is described in it, see `describeExport`.
 * @param pictures how many it takes at once. What it says of several comes one after another, a detector's rows with those
 *   that hold nothing, of score 0
 * @throws EngineError where the network uses something that ONNX, or this writer, does not have
 */
export const modelToOnnx = async (card: ExportCard, values: NamedValues, pictures = 1): Promise<Uint8Array> =>
  encodeModel(onnxModel(card, await exportedGraph(card, values, { pictures })));

/** The same before it is encoded. @param graph the model's exported graph */
export function onnxModel(card: ExportCard, graph: Graph): OnnxModel {
  const [picture] = graph.inputs;
  if (picture === undefined) throw new EngineError(`The network of '${card.name}' has no input.`);
  const builder = new OnnxBuilder();
  const lowering = new Lowering(builder);
  const { width, height } = card.input;
  const [pictures = 1] = picture.shape;
  lowering.setChannelsFirst(picture, { name: PICTURE_INPUT, spatial: [pictures, height, width], channels: [3] });
  lowerGraph(graph, lowering);
  const results = graph.outputs.map((value) => lowering.plain(value));
  const kept = card.task === 'detection' && pictures === 1 ? found(builder, results) : results;
  const description = describeExport(card, 'onnx');
  const { input, outputs, title, licence } = description;
  outputs.forEach(({ name }, index) => builder.addAs(name, 'Identity', [kept[index] ?? '']));
  const infoOf = ({ name, type, shape: [first = 1, ...rest], meaning }: typeof input | (typeof outputs)[number]) =>
    ({ name, type, dims: [first === 1 ? pictures : first, ...rest], description: meaning });
  return {
    name: card.name,
    producerVersion: version,
    description: `${title}. Licence: ${licence}.`,
    ...builder.neededFor(outputs.map(({ name }) => name)),
    inputs: [infoOf(input)],
    outputs: outputs.map(infoOf),
    metadata: textsOf(description),
  };
}

/** Of boxes, scores and labels the rows that hold something. */
function found(builder: OnnxBuilder, columns: readonly string[]): string[] {
  const [, scores = ''] = columns;
  const isFound = builder.add('Cast', [builder.add('Greater', [scores, builder.floats([0], [])])], { to: 7 });
  const count = builder.add('ReduceSum', [isFound, builder.ints([0])], { keepdims: 1 });
  return columns.map((column) => builder.add('Slice', [column, builder.ints([0]), count, builder.ints([0])]));
}

/** ONNX's metadata are texts: lists and numbers become JSON. */
const textsOf = (description: ExportDescription): Record<string, string> =>
  Object.fromEntries(Object.entries(description).map(([key, value]: [string, unknown]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));
