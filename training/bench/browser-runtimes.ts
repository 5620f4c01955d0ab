import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { z } from 'zod';
import type { LoadedModel } from '../../models/artifact/load';
import { EngineError } from '../../models/errors';
import { modelToOnnx } from '../../models/graph/onnx/model-to-onnx';
import { modelsDirectory } from '../../models/node/model-folder';
import { repositoryRoot } from '../../models/node/repository-root';
import { MOST_WASM_THREADS } from '../../models/engine/choose-engine';
import { startBenchServer, type BenchServer } from './bench-server';
import { compare, type Comparison, type Contestant } from './compare';
import { findChromium } from './find-chromium';

/** Looks a turn: enough that what the browser does between them is little. */
const LOOKS = 5;

const RUNTIMES = [{ name: 'ours', base: '/ours' }, { name: 'onnxruntime-web', base: '/theirs' }] as const;

/**
 * Our predictor on wasm against onnxruntime-web, with one thread each (ratio of CPU time) and with as many as there are
 * cores, at most four (ratio of wall time); each in a browser of its own, turn by turn: from the bytes of a picture to
 * the answer.
 * @throws NotFoundError where there is no Chromium
 */
export async function benchInBrowser(model: LoadedModel): Promise<Comparison[]> {
  const executablePath = findChromium();
  const require = createRequire(import.meta.url);
  const server = await startBenchServer({
    '/ours/page.js': await bundle('ours'),
    '/ours/worker.js': await bundle('ours-worker'),
    '/ours/thread.js': await bundle('ours-thread'),
    '/ours/tfjs': join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out'),
    '/ours/model': join(modelsDirectory, model.card.name),
    '/theirs/page.js': await bundle('onnxruntime-web'),
    '/theirs/ort': join(repositoryRoot, 'node_modules', 'onnxruntime-web', 'dist'),
    '/theirs/model.onnx': await modelToOnnx(model.card, model.values),
  });
  try {
    const alone = await benchThreads(model, { server, executablePath, threads: 1 });
    const threads = Math.min(MOST_WASM_THREADS, availableParallelism());
    return threads === 1 ? alone : [...alone, ...await benchThreads(model, { server, executablePath, threads })];
  } finally {
    server.close();
  }
}

interface Circumstances {
  readonly server: BenchServer;
  readonly executablePath: string;
  readonly threads: number;
}

async function benchThreads(model: LoadedModel, { server, executablePath, threads }: Circumstances): Promise<Comparison[]> {
  const { width, height } = model.card.input;
  const browsers: Browser[] = [];
  try {
    const contestants: (Contestant & { readonly opened: string; readonly session: CDPSession })[] = [];
    for (const { name, base } of RUNTIMES) {
      const browser = await chromium.launch({ executablePath });
      browsers.push(browser);
      const session = await browser.newBrowserCDPSession();
      const page = await browser.newPage();
      await page.goto(server.origin);
      const sentBefore = server.sentBytes(base);
      const [firstMs = NaN] = await timesOf(page, 1, `globalThis.look ??= await (await import('${base}/page.js')).open('${server.origin}${base}', ${threads}, ${width}, ${height});`);
      const megabytes = ((server.sentBytes(base) - sentBefore) / 1e6).toFixed(1);
      contestants.push({
        name: `${name}, wasm, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
        opened: `first result ${Math.round(firstMs)} ms, download ${megabytes} MB`,
        session,
        run: () => timesOf(page, LOOKS),
      });
    }
    const cpuMs = async () => (await Promise.all(contestants.map(({ session }) => rendererOf(session)))).reduce((sum, renderer) => sum + renderer.cpuMs, 0);
    const measured = await compare(contestants, { cpuMs, ratioOf: threads === 1 ? 'cpu' : 'wall' });
    const memories = await Promise.all(contestants.map(async ({ session }) => (await rendererOf(session)).memoryBytes));
    return measured.map((comparison, index) => ({
      ...comparison,
      note: `${contestants[index]?.opened}, memory ${Math.round((memories[index] ?? NaN) / 1e6)} MB`,
    }));
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
  }
}

/** Milliseconds that each of some looks takes in the page. @param before what the first includes, a statement */
async function timesOf(page: Page, looks: number, before = ''): Promise<number[]> {
  return z.array(z.number()).parse(await page.evaluate(`(async () => {
    const times = [];
    while (times.length < ${looks}) {
      const start = performance.now();
      ${before}
      await globalThis.look();
      times.push(performance.now() - start);
    }
    return times;
  })()`));
}

const processInfo = z.object({ processInfo: z.array(z.object({ type: z.string(), id: z.int(), cpuTime: z.number() })) });

/** Processor time so far and memory now of the process that has worked most for pages: of one page, its own. */
async function rendererOf(session: CDPSession): Promise<{ readonly cpuMs: number; readonly memoryBytes: number }> {
  const { processInfo: processes } = processInfo.parse(await session.send('SystemInfo.getProcessInfo'));
  const [busiest] = processes.filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime);
  if (busiest === undefined) throw new EngineError('The browser has no page.');
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(busiest.id)], { encoding: 'utf8' });
  return { cpuMs: 1000 * busiest.cpuTime, memoryBytes: 1024 * Number(stdout) };
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
