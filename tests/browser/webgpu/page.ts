import { loadModel } from '../../../models/artifact/load';
import { webgpuRunner } from '../../../models/engine/webgpu-runner';
import type { RawPixels } from '../../../models/frames/frame';
import { pixelFrame } from '../../../models/frames/pixel-frame';
import { Predictor } from '../../../models/predictor';
import type { Prediction } from '../../../models/prediction/prediction';

/** What a model sees in a picture as one program of this browser's WebGPU, and how many dispatches that is. @param base where its files lie */
export async function look(base: string, side: number, pixels: { readonly width: number; readonly height: number; readonly data: readonly number[] }): Promise<{ readonly prediction: Prediction; readonly dispatches: number }> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('This browser has no adapter.');
  const device = await adapter.requestDevice();
  const { card, values } = await loadModel({ read: async (file) => new Uint8Array(await (await fetch(`${base}/${file}`)).arrayBuffer()) });
  const small = { ...card, input: { ...card.input, width: side, height: side } };
  const runner = await webgpuRunner(device, { card: small, values });
  const predictor = new Predictor(small, runner);
  const picture: RawPixels = { width: pixels.width, height: pixels.height, channels: 3, data: Uint8Array.from(pixels.data) };
  const { prediction } = await predictor.predict(pixelFrame(picture));
  predictor.close();
  device.destroy();
  return { prediction, dispatches: runner.facts.dispatches.length };
}
