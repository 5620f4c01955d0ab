import { EngineError } from '../../errors';
import type { NamedValues } from '../../layers/trainable-parameters';
import { layerOf, type Graph, type Value } from '../graph';
import { CLASSIFICATION_OUTPUT, DETECTION_OUTPUTS, ONNX_INPUT, type OnnxCard } from '../onnx/model-to-onnx';
import { optimize } from '../passes/optimize';
import { foldPoolPadding } from '../passes/padding';
import { traceModel } from '../trace-model';
import { GraphModelBuilder, shapeOf, typeOf } from './builder';
import { numbersMadeBy, RULES } from './rules';

/** TensorFlow.js cuts weights into files of this size, so that caches take them. */
const SHARD_BYTES = 4 << 20;

/** Where an output is found, as a signature says it. */
interface TensorInfo {
  readonly name: string;
  readonly dtype: string;
  readonly tensorShape: ReturnType<typeof shapeOf>;
}

/**
 * A model as the files of a TensorFlow.js graph model, `model.json` and its weights, for `tf.loadGraphModel`. It uses
 * operations of TensorFlow.js alone; run a detector with `executeAsync`.
 *
 * Input `image`: float32 [1, height, width, 3], RGB from 0 to 255, the picture resized to fit with its proportions kept,
 * centred, and the rest filled with the mean colour; the model normalises it itself.
 * Outputs of a detector, best first, after suppression: `boxes` [n, 4] x1 y1 x2 y2 in pixels of the input, `scores` [n],
 * 0 where there is nothing more, `labels` int32 [n], indices into the card's categories. Of a classifier: `probabilities`.
 * @throws EngineError where the network uses something that a graph model does not have
 */
export function modelToGraphModel(card: OnnxCard, values: NamedValues): Map<string, Uint8Array> {
  const graph = optimize(traceModel(card, values, { standardOnly: true }), { without: [foldPoolPadding] });
  const builder = new GraphModelBuilder();
  const [picture] = graph.inputs;
  const [result] = graph.outputs;
  if (picture === undefined || result === undefined) throw new EngineError(`The network of '${card.name}' has no input or no output.`);
  const image = builder.add('Placeholder', [], { dtype: typeOf('float32'), shape: { shape: shapeOf(picture.shape) } }, ONNX_INPUT);
  builder.set(picture, normalized(builder, image, card));
  addNodes(graph, builder);
  const outputs = card.task === 'detection' ? detections(builder, result) : [info(builder.add('Identity', [builder.tensorOf(result)], {}, CLASSIFICATION_OUTPUT), 'float32', result.shape)];
  return filesOf(builder, card.name, [info(image, 'float32', picture.shape)], outputs);
}

function addNodes(graph: Graph, builder: GraphModelBuilder): void {
  for (const node of graph.nodes) {
    const numbers = numbersMadeBy(node);
    const [first] = node.outputs;
    if (numbers !== undefined && first !== undefined) {
      builder.set(first, builder.constant(numbers, first.shape, first.dtype));
      continue;
    }
    const rule = RULES[node.kernel];
    if (rule === undefined) throw new EngineError(`The kernel ${node.kernel} has no counterpart in a graph model of TensorFlow.js.`);
    const { op, input, attr } = rule(node, builder);
    const layer = layerOf(node);
    const name = builder.add(op, input, attr, layer === '' ? op : `${layer}/${op}`);
    node.outputs.forEach((output, index) => builder.set(output, index === 0 ? name : `${name}:${index}`));
  }
}

/** (pixel - mean) / std for each channel. */
function normalized(builder: GraphModelBuilder, image: string, { input: { mean, std } }: OnnxCard): string {
  const scale = std.map((deviation) => 1 / deviation);
  return builder.add('Mul', [builder.add('Sub', [image, builder.constant(mean, [3], 'float32')]), builder.constant(scale, [3], 'float32')]);
}

/** The rows y1 x1 y2 x2 score class in parts. */
function detections(builder: GraphModelBuilder, rows: Value): TensorInfo[] {
  const [count = 0] = rows.shape;
  const columns = (indices: readonly number[], shape: readonly number[]) => builder.constant(indices, shape, 'int32');
  const pick = (indices: string, name?: string) => builder.add('GatherV2', [builder.tensorOf(rows), indices, builder.constant([1], [], 'int32')], {}, name);
  const [boxes, scores, labels] = DETECTION_OUTPUTS;
  return [
    info(pick(columns([1, 0, 3, 2], [4]), boxes), 'float32', [count, 4]),
    info(pick(columns([4], []), scores), 'float32', [count]),
    info(builder.add('Cast', [pick(columns([5], []))], { SrcT: typeOf('float32'), DstT: typeOf('int32') }, labels), 'int32', [count]),
  ];
}

const info = (name: string, dtype: 'float32' | 'int32', shape: readonly number[]): TensorInfo =>
  ({ name: `${name}:0`, dtype: dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32', tensorShape: shapeOf(shape) });

function filesOf({ nodes, entries, data }: GraphModelBuilder, name: string, inputs: readonly TensorInfo[], outputs: readonly TensorInfo[]): Map<string, Uint8Array> {
  const bytes = joined(data);
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const shards = Array.from({ length: count }, (_, index) => [`group1-shard${index + 1}of${count}.bin`, bytes.slice(index * SHARD_BYTES, (index + 1) * SHARD_BYTES)] as const);
  const signature = (tensors: readonly TensorInfo[]) => Object.fromEntries(tensors.map((tensor) => [tensor.name.replace(/:0$/, ''), tensor]));
  const model = {
    format: 'graph-model',
    generatedBy: 'fovea',
    convertedBy: name,
    signature: { inputs: signature(inputs), outputs: signature(outputs) },
    modelTopology: { node: nodes, library: {}, versions: { producer: 1 } },
    weightsManifest: [{ paths: shards.map(([file]) => file), weights: entries }],
  };
  return new Map([['model.json', new TextEncoder().encode(JSON.stringify(model))], ...shards]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
