import * as ort from 'onnxruntime-web/wasm';
import { fillPlanes } from '../../../models/frames/to-channels-first';
import { benchFrame } from './picture';

/** Loads the exported model on onnxruntime-web's wasm. @returns one run, from the same bytes as ours */
export async function open(base: string, threads: number, width: number, height: number): Promise<() => Promise<void>> {
  ort.env.wasm.wasmPaths = `${base}/ort/`;
  ort.env.wasm.numThreads = threads;
  const session = await ort.InferenceSession.create(new Uint8Array(await (await fetch(`${base}/model.onnx`)).arrayBuffer()));
  const { pixels } = benchFrame(width, height);
  const planes = new Float32Array(3 * width * height);
  return async () => {
    fillPlanes(planes, pixels);
    await session.run({ image: new ort.Tensor('float32', planes, [1, 3, height, width]) });
  };
}
