import { encodeModel, type OnnxModel } from '../../../../models/graph/onnx/model';
import { importOnnxruntime } from '../../../../models/node/engines/onnxruntime-package';

/** onnxruntime-node, where it is installed. */
export const ort = await importOnnxruntime().catch(() => undefined);

/** Runs a model over one picture [1, c, h, w]; outputs by name. */
export async function runOnnx(model: Uint8Array | OnnxModel, picture: Float32Array, dims: readonly number[], input = 'input'): Promise<Map<string, { readonly dims: readonly number[]; readonly values: number[] }>> {
  if (ort === undefined) throw new Error('onnxruntime-node is not installed');
  const session = await ort.InferenceSession.create(model instanceof Uint8Array ? model : encodeModel(model), { intraOpNumThreads: 1 });
  try {
    const outputs = await session.run({ [input]: new ort.Tensor('float32', picture, dims) });
    return new Map(Object.entries(outputs).map(([name, { dims: shape, data }]) => [name, { dims: shape, values: Array.from(data as ArrayLike<number | bigint>, Number) }]));
  } finally {
    await session.release();
  }
}
