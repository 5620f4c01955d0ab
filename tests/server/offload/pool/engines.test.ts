import { expect, it } from 'vitest';
import { loadModel } from '../../../../models/artifact/load';
import { modelFolder, modelsDirectory } from '../../../../models/node/model-folder';
import { pixelFrame } from '../../../../models/frames/pixel-frame';
import { engines, findEngine } from '../../../../server/offload/pool/engines';
import { OpenModels } from '../../../../models/engine/open-models';
import type { FramePredictor } from '../../../../models/engine/engine';

const load = async (model: string) => loadModel(modelFolder(`${modelsDirectory}/${model}`));
const frame = pixelFrame({ width: 64, height: 48, channels: 3, data: Uint8Array.from({ length: 64 * 48 * 3 }, (_, index) => (index * 37) % 256) });

it('an engine that was measured and stopped runs again what another cannot, and the two take turns', async () => {
  const wasm = findEngine(engines, 'wasm');
  (await wasm.start(false)).stop();
  const picky = findEngine(engines, 'cpu');
  const models = new OpenModels<FramePredictor>([{
    ...picky,
    start: async (wanted) => {
      const engine = await picky.start(wanted);
      return { ...engine, open: (model, together) => {
        if (model.card.name === 'mobilenet-v2-imagenet') throw new Error('an operation is missing');
        return engine.open(model, together);
      } };
    },
  }, wasm], (model) => load(model).then(({ card, values }) => ({ card: { ...card, input: { ...card.input, width: 64, height: 64 } }, values })), { most: 4 });
  const look = async (model: string) => (await (await models.use(model, undefined)).predictor.predictTogether([{ frame }]))[0]?.prediction;
  const [found, said] = [await look('nanodet-plus-coco'), await look('mobilenet-v2-imagenet')];
  expect(said).toMatchObject({ task: 'classification' });
  expect(await look('nanodet-plus-coco')).toEqual(found);
  expect(await look('mobilenet-v2-imagenet')).toEqual(said);
});
