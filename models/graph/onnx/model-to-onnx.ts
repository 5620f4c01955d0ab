import type { Card } from '../../artifact/card';
import { DETECTION_ROW } from '../../detection/decode';
import { EngineError } from '../../errors';
import type { NamedValues } from '../../layers/trainable-parameters';
import type { Graph } from '../graph';
import { optimize } from '../passes/optimize';
import { traceModel } from '../trace-model';
import { OnnxBuilder } from './builder';
import { Lowering } from './lowering';
import { encodeModel, type OnnxModel, type OnnxValueInfo } from './model';
import { lowerGraph } from './to-onnx';

export const ONNX_INPUT = 'image';
export const DETECTION_OUTPUTS = ['boxes', 'scores', 'labels'] as const;
export const CLASSIFICATION_OUTPUT = 'probabilities';

export type OnnxCard = Pick<Card, 'name' | 'title' | 'task' | 'network' | 'input' | 'categories' | 'licence'>;

/**
 * A model as the bytes of an .onnx file.
 *
 * Input `image`: float32 [1, 3, height, width], RGB from 0 to 255, the picture resized to fit with its proportions kept,
 * centred, and the rest filled with the mean colour; the model normalises it itself.
 * Outputs of a detector, best first, after suppression: `boxes` [n, 4] x1 y1 x2 y2 in pixels of the input, `scores` [n],
 * `labels` int64 [n], indices into the categories that the file's metadata names. Of a classifier: `probabilities` [1, classes].
 * @throws EngineError where the network uses something that ONNX, or this writer, does not have
 */
export const modelToOnnx = (card: OnnxCard, values: NamedValues): Uint8Array => encodeModel(onnxModel(card, traceModel(card, values)));

/** The same before it is encoded. */
export function onnxModel(card: OnnxCard, traced: Graph): OnnxModel {
  const graph = optimize(traced);
  const [picture] = graph.inputs;
  const [result] = graph.outputs;
  if (picture === undefined || result === undefined) throw new EngineError(`The network of '${card.name}' has no input or no output.`);
  const builder = new OnnxBuilder();
  const lowering = new Lowering(builder);
  const { width, height } = card.input;
  lowering.setChannelsFirst(picture, { name: normalized(builder, card), spatial: [1, height, width], channels: [3] });
  lowerGraph(graph, lowering);
  const outputs = card.task === 'detection' ? detections(builder, lowering.plain(result)) : [named(builder, lowering.plain(result), {
    name: CLASSIFICATION_OUTPUT, type: 'float32', dims: result.shape, description: 'The probability of each category.',
  })];
  return {
    name: card.name,
    description: `${card.title}. Licence: ${card.licence}.`,
    ...builder.neededFor(outputs.map(({ name }) => name)),
    inputs: [{
      name: ONNX_INPUT, type: 'float32', dims: [1, 3, height, width],
      description: `RGB, 0 to 255: the picture resized to fit into ${width} x ${height} with its proportions kept, centred, the rest filled with the colour ${card.input.mean.join(', ')}.`,
    }],
    outputs,
    metadata: { categories: JSON.stringify(card.categories.map(({ name }) => name)), task: card.task },
  };
}

/** (pixel - mean) / std for each channel. */
function normalized(builder: OnnxBuilder, { input: { mean, std } }: OnnxCard): string {
  const perChannel = (numbers: readonly number[], name: string) => builder.floats(numbers, [1, 3, 1, 1], name);
  return builder.add('Mul', [builder.add('Sub', [ONNX_INPUT, perChannel(mean, 'mean')]), perChannel(std.map((deviation) => 1 / deviation), 'scale')]);
}

/** The rows of `Network.forward` that hold something, in parts. */
function detections(builder: OnnxBuilder, rows: string): OnnxValueInfo[] {
  const column = (from: string, index: number) => builder.add('Gather', [from, builder.ints([index], [])], { axis: 1 });
  const [scoreColumn, labelColumn] = [DETECTION_ROW - 2, DETECTION_ROW - 1];
  const found = builder.add('Cast', [builder.add('Greater', [column(rows, scoreColumn), builder.floats([0], [])])], { to: 7 });
  const count = builder.add('ReduceSum', [found, builder.ints([0])], { keepdims: 1 });
  const kept = builder.add('Slice', [rows, builder.ints([0]), count, builder.ints([0])]);
  const axis = 'detections';
  const [boxes, scores, labels] = DETECTION_OUTPUTS;
  return [
    named(builder, builder.add('Gather', [kept, builder.ints([1, 0, 3, 2])], { axis: 1 }), { name: boxes, type: 'float32', dims: [axis, 4], description: 'x1 y1 x2 y2 in pixels of the input.' }),
    named(builder, column(kept, scoreColumn), { name: scores, type: 'float32', dims: [axis], description: '0 to 1, best first.' }),
    named(builder, builder.add('Cast', [column(kept, labelColumn)], { to: 7 }), { name: labels, type: 'int64', dims: [axis], description: 'Indices into the categories.' }),
  ];
}

/** Makes a tensor an output under its own name. */
function named(builder: OnnxBuilder, tensor: string, info: OnnxValueInfo): OnnxValueInfo {
  builder.addAs(info.name, 'Identity', [tensor]);
  return info;
}
