import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadModel, toWeights } from '../../models/artifact/load';
import { pixelFrame } from '../../models/frames/pixel-frame';
import { modelsDirectory } from '../../models/node/model-folder';
import { openPicture } from '../../models/node/pictures/open-picture';
import { predictionSchema } from '../../models/prediction/prediction-schema';
import { Predictor } from '../../models/predictor';
import { inProject } from '../../server/setup/root.mjs';
import { startBenchServer } from '../../training/bench/bench-server';
import { findChromium } from '../../training/bench/find-chromium';
import { startWasm } from '../../training/engines/wasm-engine';
import { findModel } from '../../training/export/model-files';
import { expectSame } from '../models/engine/expect-same';

/** What WebGPU in Chromium needs to compute on the processor. */
const SOFTWARE_ADAPTER = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

const MODEL = 'gfl-shufflenet-v2-pan';
const SIDE = 128;

const answer = z.object({ prediction: predictionSchema, dispatches: z.int() });

it('sees in a browser, as one program of WebGPU, what wasm sees', async () => {
  const { width, height, data } = await (await openPicture(inProject('tests', 'fixtures', 'pictures', 'people.webp'))).decode({ orientation: 'shown', background: [0, 0, 0], size: { width: 320, height: 240 } });
  const { card, values } = await loadModel(await findModel(MODEL));
  await startWasm();
  const wasm = new Predictor({ ...card, input: { ...card.input, width: SIDE, height: SIDE } }, toWeights(values));
  const { prediction: expected } = await wasm.predict(pixelFrame({ width, height, channels: 3, data }));
  wasm.close();

  const { outputFiles: [page] } = await build({
    entryPoints: [inProject('tests', 'browser', 'webgpu', 'page.ts')], bundle: true, write: false, format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'error',
    external: ['fs', 'path', 'worker_threads', 'perf_hooks', 'os', 'crypto', 'util', 'string_decoder'],
  });
  const server = await startBenchServer({ '/page.js': page?.contents ?? new Uint8Array(), '/model': join(modelsDirectory, MODEL) });
  const browser = await chromium.launch({ executablePath: findChromium(), args: SOFTWARE_ADAPTER });
  try {
    const opened = await browser.newPage();
    await opened.goto(server.origin);
    const picture = JSON.stringify({ width, height, data: [...data] });
    const seen = answer.parse(await opened.evaluate(`import('/page.js').then(({ look }) => look('/model', ${SIDE}, ${picture}))`));
    expectSame(seen.prediction, expected);
    expect(seen.dispatches).toBeLessThanOrEqual(130);
  } finally {
    await browser.close();
    server.close();
  }
});
