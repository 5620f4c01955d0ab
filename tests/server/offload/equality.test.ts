import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { atSize } from '../../../models/artifact/input-size';
import { loadModel, toWeights } from '../../../models/artifact/load';
import { iou } from '../../../models/geometry/box';
import { registerKernels } from '../../../models/kernels/register';
import { pixelFrame } from '../../../models/frames/pixel-frame';
import type { Detection, Prediction } from '../../../models/prediction/prediction';
import { wireOf } from '../../../models/tasks';
import { predictionSchema } from '../../../models/prediction/prediction-schema';
import { Predictor } from '../../../models/predictor';
import { startWasm } from '../../../models/node/engines/wasm';
import { modelFolder, modelsDirectory } from '../../../models/node/model-folder';
import { expectSame } from '../../models/engine/expect-same';
import { tintingStylizer, writeTintingStylizer } from '../../models/networks/style/tinting-stylizer';
import { Answers, dialAndSelect, frameOf, openHouse, select } from './house';

/** The page shows nothing below it. */
const SURE = 0.35;

/** How a frame travels. What compression loses is lost to whoever looks at the picture; the device gets the same one. */
const WAYS = [
  { way: 'without loss', encode: (frame: Sharp) => frame.webp({ lossless: true }) },
  { way: 'compressed', encode: (frame: Sharp) => frame.jpeg({ quality: 85 }) },
  { way: 'compressed as WebP', encode: (frame: Sharp) => frame.webp({ quality: 80 }) },
  { way: 'small and compressed', encode: (frame: Sharp) => frame.resize({ width: 320 }).jpeg({ quality: 70 }) },
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
    const { width, height } = await sharp(file).metadata();
    const size = { width, height };
    for (const { way, encode } of WAYS) {
      const picture = await encode(sharp(file)).toBuffer();
      // Both shrink by the same loop; that a camera's frame comes to it alike is tested in a browser.
      const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const pixels = pixelFrame({ width: info.width, height: info.height, channels: 3, data });
      const ours = detectionsOf((await predictor.predict({ ...pixels, ...size }, { scoreThreshold: 0.05 })).prediction);
      expect(ours.filter(({ score }) => score >= SURE).length).toBeGreaterThan(0);
      socket.emit('frame', frameOf(++id, { ...size, picture }));
      const answer = await answers.to(id);
      if (answer.type !== 'result') throw new Error(answer.message);
      expect(answer.prediction).toMatchObject(size);
      const theirs = detectionsOf(answer.prediction);
      for (const [some, others] of [[ours, theirs], [theirs, ours]] as const) {
        for (const { label, score, box } of some.filter((detection) => detection.score >= SURE)) {
          const closest = others.filter((other) => other.label === label).sort((a, b) => iou(b.box, box) - iou(a.box, box))[0];
          expect(closest === undefined ? 0 : iou(closest.box, box), `${name} ${way}: ${label}`).toBeGreaterThan(0.99);
          expect(Math.abs((closest?.score ?? 0) - score), `${name} ${way}: ${label}`).toBeLessThan(0.002);
        }
      }
    }
  }
  predictor.close();
  socket.close();
  await house.close();
});

it.each([
  { model: 'mask-rcnn-2go-coco', side: 320, labels: ['person', 'person'] },
  { model: 'gfl-shufflenet-v2-pan-masks', side: 320, labels: ['person', 'person'] },
  { model: 'selfie-mediapipe', side: 256, labels: ['person'] },
])('masks of $model come from the server as the device has them, to a sixteenth', async ({ model, side, labels }) => {
  const { ours, theirs } = await bySide(model, side);
  const cutOut = 'detections' in ours ? ours.detections : 'regions' in ours ? ours.regions : [];
  expect(cutOut.map(({ label }) => label)).toEqual(labels);
  expectSame(theirs, predictionSchema.parse(wireOf(ours)));
});

it('joints come from the server as the device has them', async () => {
  const { ours, theirs } = await bySide('tiny-pose-coco');
  const same = predictionSchema.parse(theirs);
  if (ours.task !== 'pose' || same.task !== 'pose') throw new Error(`no poses but ${ours.task} and ${same.task}`);
  expect(ours.persons.map(({ keypoints }) => keypoints.length)).toEqual([17]);
  expectSame(same, ours);
});

it('paintings come from the server as the device has them, but for what a JPEG loses, in whatever styles a frame asks for', async () => {
  await startWasm();
  registerKernels(tf.getBackend());
  const { card, values } = tintingStylizer();
  const house = await openHouse({ engine: 'wasm', serverModels: await writeTintingStylizer() }, {});
  await house.offload.start();
  const { socket } = await dialAndSelect(house.url);
  const answers = new Answers(socket);
  const { input } = await select(socket, { model: card.name, size: 96 });
  expect(input.width).toBe(96);
  const predictor = new Predictor(atSize(card, 96), toWeights(values));
  const { data, info: { width, height } } = await sharp('tests/fixtures/pictures/people.webp').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const picture = await sharp(data, { raw: { width, height, channels: 3 } }).webp({ lossless: true }).toBuffer();
  for (const [id, styles] of [[1, undefined], [2, [0, 0.5, 0.5]], [3, [0, 0, 1]]] as const) {
    socket.emit('frame', frameOf(id, { width, height, picture, ...(styles && { styles: [...styles] }) }));
    const answer = await answers.to(id);
    const { prediction: ours } = await predictor.predict(pixelFrame({ width, height, channels: 3, data }), styles && { styles });
    if (answer.type !== 'result' || answer.prediction.task !== 'style' || ours.task !== 'style' || !('encoded' in answer.prediction.picture) || !('pixels' in ours.picture)) throw new Error('no pictures');
    expect(answer.prediction.styles).toEqual(ours.styles);
    const { encoded, ...size } = answer.prediction.picture;
    expect(size).toEqual({ width: ours.picture.width, height: ours.picture.height });
    expect(encoded.length).toBeLessThan(ours.picture.pixels.length / 8);
    const theirs = await sharp(encoded).ensureAlpha().raw().toBuffer();
    const { pixels } = ours.picture;
    const difference = theirs.reduce((sum, value, at) => sum + Math.abs(value - (pixels[at] ?? NaN)), 0) / theirs.length;
    expect(difference).toBeLessThan(4);
  }
  socket.emit('frame', frameOf(4, { width, height, picture, styles: [1, 0] }));
  expect(await answers.to(4)).toMatchObject({ type: 'dropped', reason: 'invalid', message: expect.stringContaining('of each of 3 styles') as string });
  predictor.close();
  socket.close();
  await house.close();
});

/** What the device and the server say of the same picture of two people. @param side of the input; by default the card's */
async function bySide(model: string, side?: number): Promise<{ readonly ours: Prediction; readonly theirs: Prediction }> {
  await startWasm();
  registerKernels(tf.getBackend());
  const house = await openHouse({ engine: 'wasm' }, {});
  await house.offload.start();
  const { socket } = await dialAndSelect(house.url);
  const answers = new Answers(socket);
  await select(socket, { model, ...(side !== undefined && { size: side }) });
  const { card, values } = await loadModel(modelFolder(`${modelsDirectory}/${model}`));
  const predictor = new Predictor(side === undefined ? card : atSize(card, side), toWeights(values));

  const { data, info } = await sharp('tests/fixtures/pictures/people.webp').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  const { prediction: ours } = await predictor.predict(pixelFrame({ ...size, channels: 3, data }));
  socket.emit('frame', frameOf(1, { ...size, picture: await sharp(data, { raw: { ...size, channels: 3 } }).webp({ lossless: true }).toBuffer() }));
  const answer = await answers.to(1);
  if (answer.type !== 'result') throw new Error(answer.message);
  predictor.close();
  socket.close();
  await house.close();
  return { ours, theirs: answer.prediction };
}

function detectionsOf(prediction: Prediction): readonly Detection[] {
  if (prediction.task !== 'detection') throw new Error(`no detections but ${prediction.task}`);
  return prediction.detections;
}
