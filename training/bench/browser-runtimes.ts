import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { z } from 'zod';
import type { LoadedModel } from '../../models/artifact/load';
import { EngineError } from '../../models/errors';
import { modelToOnnx } from '../../models/graph/onnx/model-to-onnx';
import { modelsDirectory } from '../../models/node/model-folder';
import { repositoryRoot } from '../../models/node/repository-root';
import { startBenchServer } from './bench-server';
import { compare, type Comparison, type Contestant } from './compare';
import { findChromium } from './find-chromium';

/** Looks a turn: enough that what the browser does between them is little. */
const LOOKS = 5;

/**
 * Our predictor on wasm against onnxruntime-web, each with one thread, in one page of Chromium, turn by turn: from the
 * bytes of a picture to the answer.
 * @throws NotFoundError where there is no Chromium
 */
export async function benchInBrowser(model: LoadedModel): Promise<Comparison[]> {
  const executablePath = findChromium();
  const { name, input: { width, height } } = model.card;
  const require = createRequire(import.meta.url);
  const server = await startBenchServer({
    '/ours/page.js': await bundle('ours'),
    '/ours/tfjs': join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out'),
    '/ours/model': join(modelsDirectory, name),
    '/theirs/page.js': await bundle('onnxruntime-web'),
    '/theirs/ort': join(repositoryRoot, 'node_modules', 'onnxruntime-web', 'dist'),
    '/theirs/model.onnx': modelToOnnx(model.card, model.values),
  });
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    const contestants: (Contestant & { readonly opened: string })[] = [];
    for (const [title, base] of [['ours, wasm', '/ours'], ['onnxruntime-web, wasm', '/theirs']] as const) {
      const firstMs = await timeOf(page, `globalThis[${JSON.stringify(base)}] = await (await import('${base}/page.js')).open('${base}', ${width}, ${height}); await globalThis[${JSON.stringify(base)}]();`);
      const opened = `first result ${Math.round(firstMs)} ms, download ${(server.sentBytes(base) / 1e6).toFixed(1)} MB`;
      contestants.push({ name: title, opened, run: async () => { await timeOf(page, `for (let i = 0; i < ${LOOKS}; i++) await globalThis[${JSON.stringify(base)}]();`); } });
    }
    const session = await browser.newBrowserCDPSession();
    const measured = await compare(contestants, { cpuMs: () => rendererCpuMs(session) });
    return measured.map((comparison, index) => ({ ...comparison, cpuMs: comparison.cpuMs / LOOKS, wallMs: comparison.wallMs / LOOKS, note: contestants[index]?.opened ?? '' }));
  } finally {
    await browser.close();
    server.close();
  }
}

/** Milliseconds that a script takes in the page. */
async function timeOf(page: Page, script: string): Promise<number> {
  return z.number().parse(await page.evaluate(`(async () => { const start = performance.now(); ${script} return performance.now() - start; })()`));
}

const processInfo = z.object({ processInfo: z.array(z.object({ type: z.string(), cpuTime: z.number() })) });

/** Processor time of the pages so far. */
async function rendererCpuMs(session: CDPSession): Promise<number> {
  const { processInfo: processes } = processInfo.parse(await session.send('SystemInfo.getProcessInfo'));
  return processes.reduce((sum, { type, cpuTime }) => (type === 'renderer' ? sum + 1000 * cpuTime : sum), 0);
}

/** A script of training/bench/page with all that it imports. */
async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles: [file] } = await build({
    entryPoints: [join(repositoryRoot, 'training', 'bench', 'page', `${entry}.ts`)],
    bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'error',
    // Its loader is fetched beside its binary, as a site that uses it would serve them.
    conditions: ['onnxruntime-web-use-extern-wasm'],
    // tfjs's wasm backend reaches for Node's modules where there is a process; in a page there is none.
    external: ['fs', 'path', 'worker_threads', 'perf_hooks', 'os', 'crypto', 'util', 'string_decoder'],
  });
  if (file === undefined) throw new EngineError(`The benchmark's page ${entry} could not be bundled.`);
  return file.contents;
}
