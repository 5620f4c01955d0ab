import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { cardSchema } from '../../../models/artifact/card';
import { percentile } from '../../../models/percentile';
import type { StageTimes } from '../../../models/prediction/stages';
import { ensureBuilt } from '../../../server/setup/build.mjs';
import { inProject } from '../../../server/setup/root.mjs';
import { copyTfjsAssets } from '../../../server/setup/tfjs-assets.mjs';
import { fakeCamera } from '../camera';
import { ensureChromium } from '../chromium.mjs';
import { startServer } from '../server-process';
import type { LoopAnswer } from './loop-answer';

/**
 * `npm run bench -- live`: the live page against a plain TensorFlow.js loop on the main thread, with the same network,
 * engine and clip, turn by turn. Prints a line of JSON last, for whoever reads it.
 */
const MODEL = process.argv[2] ?? 'nanodet-plus-coco';
const CLIP = 'gif_two_people_heads';
const ROUNDS = 3;
const SECONDS = 10;
const WARM_UP_ANSWERS = 5;

interface Measured {
  readonly answers: readonly LoopAnswer[];
  readonly seconds: number;
  /** CPU time of all processes of the browser. */
  readonly cpuMs: number;
  /** Share of the time in which the page itself could not react, 0 to 1. */
  readonly mainThreadBusy: number;
  readonly longestTaskMs: number;
}

const CONTESTANTS = { ours: { title: 'The live page', open: openLivePage }, plain: { title: 'A plain loop', open: openPlainLoop } } as const;

await copyTfjsAssets();
await ensureBuilt();
const { outputFiles: [plainLoop] } = await build({
  entryPoints: [inProject('tests', 'browser', 'bench', 'plain-loop.ts')],
  bundle: true, write: false, format: 'esm', platform: 'browser', minify: true,
  // What the engine's glue asks for only in Node.
  external: ['fs', 'path', 'worker_threads', 'perf_hooks', 'os'],
});
const camera = await fakeCamera(CLIP).file();
const server = await startServer();
try {
  const measured: Record<keyof typeof CONTESTANTS, Measured[]> = { ours: [], plain: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['plain', 'ours'] as const) measured[name].push(await inBrowser((browser) => measure(browser, CONTESTANTS[name].open)));
  }
  const [ours, plain] = [summarise(measured.ours), summarise(measured.plain)];
  console.log(`${MODEL} on ${fakeCamera(CLIP).title}, WebAssembly, ${ROUNDS} rounds of ${SECONDS} s each, turn by turn\n`);
  console.log(table(ours, plain));
  console.log(JSON.stringify({ ours, plain }));
} finally {
  await server.stop();
}

async function inBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--disable-quic', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

async function measure(browser: Browser, open: (page: Page) => Promise<void>): Promise<Measured> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })).newPage();
  page.setDefaultTimeout(120_000);
  // One size for both: the live page would choose among several by what the device can do.
  await page.route('**/card.json*', async (route) => {
    const response = await route.fetch();
    const card = cardSchema.parse(await response.json());
    await route.fulfill({ response, json: { ...card, input: { ...card.input, sizes: undefined } } });
  });
  await page.addInitScript(() => {
    window.answers = [];
    Object.assign(window, { longestTaskMs: 0 });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) Object.assign(window, { longestTaskMs: Math.max(Number(Reflect.get(window, 'longestTaskMs')), duration) });
    }).observe({ type: 'longtask' });
  });
  await open(page);
  await page.waitForFunction((count) => window.answers.length >= count, WARM_UP_ANSWERS);
  await page.evaluate(() => {
    window.answers = [];
    Object.assign(window, { longestTaskMs: 0 });
  });
  const processes = await browser.newBrowserCDPSession();
  const metrics = await page.context().newCDPSession(page);
  await metrics.send('Performance.enable');
  const cpuSeconds = async () => (await processes.send('SystemInfo.getProcessInfo')).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const busySeconds = async () => (await metrics.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  const [start, cpuBefore, busyBefore] = [performance.now(), await cpuSeconds(), await busySeconds()];
  await page.waitForTimeout(1000 * SECONDS);
  const [cpuAfter, busyAfter] = [await cpuSeconds(), await busySeconds()];
  const seconds = (performance.now() - start) / 1000;
  const { answers, longestTaskMs } = await page.evaluate(() => ({ answers: window.answers, longestTaskMs: Number(Reflect.get(window, 'longestTaskMs')) }));
  return { answers, seconds, cpuMs: 1000 * (cpuAfter - cpuBefore), mainThreadBusy: (busyAfter - busyBefore) / seconds, longestTaskMs };
}

/** What its worker tells the page is written down as it comes. */
async function openLivePage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const Native = window.Worker;
    window.Worker = class extends Native {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        this.addEventListener('message', ({ data }: MessageEvent<{ readonly type: string; readonly sight?: { readonly takenAt: number; readonly timings: StageTimes } }>) => {
          if (data.type !== 'seen' || data.sight === undefined) return;
          const { takenAt, timings: { prepare: prepareMs = 0, forward = 0, read = 0 } } = data.sight;
          const latencyMs = performance.timeOrigin + performance.now() - takenAt;
          window.answers.push({ latencyMs, networkMs: forward + read, prepareMs, restMs: latencyMs - prepareMs - forward - read });
        });
      }
    };
  });
  await page.goto(new URL(`/live?start=camera&model=${MODEL}`, server.url).href);
}

async function openPlainLoop(page: Page): Promise<void> {
  await page.route('**/plain-loop?*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><meta charset="utf-8"><script type="module" src="/plain-loop.js"></script>' }));
  await page.route('**/plain-loop.js', (route) => route.fulfill({ contentType: 'text/javascript', body: plainLoop?.text ?? '' }));
  await page.goto(new URL(`/plain-loop?model=${MODEL}`, server.url).href);
}

function summarise(rounds: readonly Measured[]) {
  const answers = rounds.flatMap((round) => round.answers);
  const sum = (part: 'seconds' | 'cpuMs' | 'mainThreadBusy') => rounds.reduce((total, round) => total + round[part], 0);
  const median = (part: keyof LoopAnswer) => percentile(answers.map((answer) => answer[part]), 0.5);
  const networkMs = median('networkMs');
  return {
    answersPerSecond: answers.length / sum('seconds'),
    latencyP50Ms: median('latencyMs'),
    latencyP95Ms: percentile(answers.map(({ latencyMs }) => latencyMs), 0.95),
    prepareMs: median('prepareMs'),
    networkMs,
    restMs: median('restMs'),
    beyondNetwork: percentile(answers.map(({ latencyMs, networkMs: own }) => (latencyMs - own) / own), 0.5),
    cpuMsPerAnswer: sum('cpuMs') / answers.length,
    mainThreadBusy: sum('mainThreadBusy') / rounds.length,
    longestTaskMs: Math.max(...rounds.map(({ longestTaskMs }) => longestTaskMs)),
  };
}

function table(ours: ReturnType<typeof summarise>, plain: ReturnType<typeof summarise>): string {
  const rows: readonly (readonly [string, keyof typeof ours, 'number' | 'ms' | 'share'])[] = [
    ['Answers a second', 'answersPerSecond', 'number'],
    ['Latency, median', 'latencyP50Ms', 'ms'],
    ['Latency, 95 %', 'latencyP95Ms', 'ms'],
    ['  prepare the picture', 'prepareMs', 'ms'],
    ['  network, read', 'networkMs', 'ms'],
    ['  everything else', 'restMs', 'ms'],
    ['All but the network, of it', 'beyondNetwork', 'share'],
    ['CPU time an answer', 'cpuMsPerAnswer', 'ms'],
    ['Main thread busy', 'mainThreadBusy', 'share'],
    ['Longest task of it', 'longestTaskMs', 'ms'],
  ];
  const show = (value: number, unit: 'number' | 'ms' | 'share') => (unit === 'share' ? `${(100 * value).toFixed(1)} %` : unit === 'ms' ? `${value.toFixed(1)} ms` : value.toFixed(2)).padStart(12);
  return [
    `${''.padEnd(28)}${CONTESTANTS.ours.title.padStart(14)}${CONTESTANTS.plain.title.padStart(14)}`,
    ...rows.map(([title, part, unit]) => `${title.padEnd(28)}  ${show(ours[part], unit)}  ${show(plain[part], unit)}`),
  ].join('\n');
}
