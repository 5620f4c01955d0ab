import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { iou } from '../../../models/geometry/box';
import { registerKernels } from '../../../models/kernels/register';
import { pixelFrame } from '../../../models/runtime/pixel-frame';
import type { Detection, Prediction } from '../../../models/runtime/prediction';
import { Predictor } from '../../../models/runtime/predictor';
import { startWasm } from '../../../node/engines/wasm';
import { modelFolder, modelsDirectory } from '../../../node/model-folder';
import { Answers, dialAndSelect, frameOf, openHouse } from './house';

/** What lies close to the threshold may fall to either side of it. */
const SURE = 0.4;

/** How a frame travels, and what that may change: the same pixels, and the finest picture that the page sends. */
const WAYS = [
  { way: 'without loss', encode: (frame: Sharp) => frame.webp({ lossless: true }), iouAbove: 0.95, scoreWithin: 0.02 },
  { way: 'small and compressed', encode: (frame: Sharp) => frame.resize({ width: 640, height: 640, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 85 }), iouAbove: 0.85, scoreWithin: 0.12 },
];

it('the device and the server see the same things in the same frame', async () => {
  await startWasm();
  registerKernels(tf.getBackend());
  const house = await openHouse({ engine: 'wasm' }, {});
  await house.offload.start();
  const { socket, welcome } = await dialAndSelect(house.url);
  const answers = new Answers(socket);
  const model = welcome.models[0]?.name ?? '';
  socket.emit('select', { model, scoreThreshold: 0.05 });
  const { card, values } = await loadModel(modelFolder(`${modelsDirectory}/${model}`));
  const predictor = new Predictor(card, toWeights(values));

  let id = 0;
  for (const name of ['people', 'bottles']) {
    const file = await readFile(`tests/fixtures/pictures/${name}.webp`);
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const size = { width: info.width, height: info.height };
    // The device looks at the frame's own pixels, resized by a plain loop.
    const ours = detectionsOf((await predictor.predict(pixelFrame({ ...size, channels: 3, data }), { scoreThreshold: 0.05 })).prediction);
    expect(ours.filter(({ score }) => score >= SURE).length).toBeGreaterThan(0);
    for (const { way, encode, iouAbove, scoreWithin } of WAYS) {
      socket.emit('frame', frameOf(++id, { ...size, picture: await encode(sharp(file)).toBuffer() }));
      const answer = await answers.to(id);
      if (answer.type !== 'result') throw new Error(answer.message);
      expect(answer.prediction).toMatchObject(size);
      const theirs = detectionsOf(answer.prediction);
      for (const [some, others] of [[ours, theirs], [theirs, ours]] as const) {
        for (const { label, score, box } of some.filter((detection) => detection.score >= SURE)) {
          const closest = others.filter((other) => other.label === label).sort((a, b) => iou(b.box, box) - iou(a.box, box))[0];
          expect(closest === undefined ? 0 : iou(closest.box, box), `${name} ${way}: ${label}`).toBeGreaterThan(iouAbove);
          expect(Math.abs((closest?.score ?? 0) - score), `${name} ${way}: ${label}`).toBeLessThan(scoreWithin);
        }
      }
    }
  }
  predictor.close();
  socket.close();
  await house.close();
});

function detectionsOf(prediction: Prediction): readonly Detection[] {
  if (prediction.task !== 'detection') throw new Error(`no detections but ${prediction.task}`);
  return prediction.detections;
}
