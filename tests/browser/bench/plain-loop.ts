import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { letterbox } from '../../../models/frames/frame-placement';
import { registerKernels } from '../../../models/kernels/register';
import { weightScope } from '../../../models/layers/weight-scope';
import { createNetwork, outputsInOrder } from '../../../models/networks';
import { detection } from '../../../models/tasks/detection';
import type { LoopAnswer } from './loop-answer';

/**
 * What a first program with TensorFlow.js looks like, with the same network on the same engine: on the main thread, a
 * whole frame to a tensor, resized and normalised there, the network, its numbers read, boxes drawn, and again.
 */
declare global {
  interface Window {
    answers: LoopAnswer[];
  }
}

window.answers = [];
setWasmPaths(`/tfjs/${version_wasm}/`);
// As our page has it where memory is not shared; on both sides the same.
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
await tf.setBackend('wasm');
registerKernels('wasm');

const name = new URLSearchParams(location.search).get('model') ?? '';
const { card, values } = await loadModel({
  read: async (file) => new Uint8Array(await (await fetch(`/models/${name}/${file}`)).arrayBuffer()),
});
const network = createNetwork(card.network.name, card.network.options);
const weights = toWeights(values);
const [mean, std] = [tf.tensor1d(card.input.mean), tf.tensor1d(card.input.std)];

const video = document.body.appendChild(document.createElement('video'));
const canvas = document.body.appendChild(document.createElement('canvas'));
video.muted = true;
video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
await video.play();
Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
const context = canvas.getContext('2d');

for (;;) {
  const start = performance.now();
  const placed = letterbox({ width: video.videoWidth, height: video.videoHeight }, card.input);
  const input = tf.tidy(() => {
    const resized = tf.image.resizeBilinear(tf.browser.fromPixels(video), [placed.height, placed.width]);
    const { target, padX, padY, width, height } = placed;
    const normalised = tf.div<tf.Tensor3D>(tf.sub(resized, mean), std);
    const padded = tf.pad3d(normalised, [[padY, target.height - height - padY], [padX, target.width - width - padX], [0, 0]]);
    return tf.expandDims<tf.Tensor4D>(padded, 0);
  });
  const prepared = performance.now();
  const [output] = tf.tidy(() => outputsInOrder(network, network.forward(input, weightScope(weights))));
  if (output === undefined) throw new Error('The network gave nothing.');
  const numbers = await output.data<'float32'>();
  const forwarded = performance.now();
  tf.dispose([input, output]);
  const { detections } = detection.decode({ detections: numbers }, placed, card);
  context?.clearRect(0, 0, canvas.width, canvas.height);
  for (const { box, label } of detections) {
    context?.strokeRect(box.x, box.y, box.width, box.height);
    context?.fillText(label, box.x, box.y);
  }
  const end = performance.now();
  window.answers.push({ latencyMs: end - start, networkMs: forwarded - prepared, prepareMs: prepared - start, restMs: end - forwarded });
  await tf.nextFrame();
}
