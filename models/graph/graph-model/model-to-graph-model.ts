import { EngineError } from '../../errors';
import type { NamedValues } from '../../layers/trainable-parameters';
import { version } from '../../../package.json' with { type: 'json' };
import { describeExport, type ExportCard, type ExportDescription, type ExportedTensor } from '../describe-export';
import { exportedGraph } from '../exported-graph';
import { PICTURE_INPUT } from '../exported-names';
import type { GraphNode, Value } from '../graph';
import { foldPoolPadding } from '../passes/padding';
import { GraphModelBuilder, shapeOf, typeOf } from './builder';
import { RULES } from './rules';

/** TensorFlow.js cuts weights into files of this size, so that caches take them. */
const SHARD_BYTES = 4 << 20;

/** The file that lists the others. */
export const GRAPH_MODEL_FILE = 'model.json';

/**
 * A model as the files of a TensorFlow.js graph model, `model.json` and its weights, for `tf.loadGraphModel`. It uses
 * operations of TensorFlow.js alone. What goes in and comes out is described in it, see `describeExport`.
 * It is written of the kernels in `rules.ts`, which are those of our detectors and classifiers: a new kernel needs no rule
 * there, and a network that uses one is exported as ONNX.
 * @throws EngineError for such a network
 */
export async function modelToGraphModel(card: ExportCard, values: NamedValues): Promise<Map<string, Uint8Array>> {
  const graph = await exportedGraph(card, values, { standardOnly: true, without: [foldPoolPadding] });
  const description = describeExport(card, 'graph-model');
  const builder = new GraphModelBuilder();
  const [picture, beside] = graph.inputs;
  if (picture === undefined) throw new EngineError(`The network of '${card.name}' has no input.`);
  const place = (value: Value, name: string) => builder.set(value, builder.add('Placeholder', [], { dtype: typeOf('float32'), shape: { shape: shapeOf(value.shape) } }, name));
  place(picture, PICTURE_INPUT);
  if (beside !== undefined) place(beside, description.condition?.name ?? '');
  addNodes(graph.nodes, builder);
  graph.outputs.forEach((value, index) => builder.add('Identity', [builder.tensorOf(value)], {}, description.outputs[index]?.name));
  return filesOf(builder, description);
}

/** Adds nodes whose inputs the builder knows. @throws EngineError for a kernel without a rule */
export function addNodes(nodes: readonly GraphNode[], builder: GraphModelBuilder): void {
  for (const node of nodes) {
    const rule = RULES[node.kernel];
    if (rule === undefined) throw new EngineError(`A graph model of TensorFlow.js is written of the kernels of detectors and classifiers alone; this network uses ${node.kernel}, too. Export it as ONNX (--format onnx).`);
    const { op, input, attr } = rule(node, builder);
    const name = builder.add(op, input, attr, node.place === '' ? op : `${node.place}/${op}`);
    node.outputs.forEach((output, index) => builder.set(output, index === 0 ? name : `${name}:${index}`));
  }
}

/** Where a tensor is found, as a signature says it. */
const infoOf = ({ name, type, shape }: ExportedTensor) =>
  ({ name: `${name}:0`, dtype: type === 'float32' ? 'DT_FLOAT' : 'DT_INT32', tensorShape: shapeOf(shape.map(Number)) });

const signatureOf = (tensors: readonly ExportedTensor[]) => Object.fromEntries(tensors.map((tensor) => [tensor.name, infoOf(tensor)]));

function filesOf({ nodes, entries, data }: GraphModelBuilder, description: ExportDescription): Map<string, Uint8Array> {
  const bytes = joined(data);
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const shards = Array.from({ length: count }, (_, index) => [`group1-shard${index + 1}of${count}.bin`, bytes.slice(index * SHARD_BYTES, (index + 1) * SHARD_BYTES)] as const);
  const model = {
    format: 'graph-model',
    generatedBy: 'fovea',
    convertedBy: `fovea ${version}`,
    signature: { inputs: signatureOf([description.input, ...(description.condition === undefined ? [] : [description.condition])]), outputs: signatureOf(description.outputs) },
    userDefinedMetadata: description,
    modelTopology: { node: nodes, library: {}, versions: { producer: 1 } },
    weightsManifest: [{ paths: shards.map(([file]) => file), weights: entries }],
  };
  return new Map([[GRAPH_MODEL_FILE, new TextEncoder().encode(JSON.stringify(model))], ...shards]);
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
