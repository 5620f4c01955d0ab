import sharp from 'sharp';
import { loadModel } from '../../../models/artifact/load';
import type { Predictor } from '../../../models/predictor';
import { percentile } from '../../../models/percentile';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { findModel } from '../../export/model-files';
import type { Comparison } from '../compare';
import { sendBackToBack, sendSteadily, type Load } from './clients';
import { sendAsCrowd } from './crowd';
import { benchHandOver } from './hand-over';
import { openOnOneCore } from './one-core-engine';
import { startServerChild, type ServerChild } from './server-child';

/** The page's default. */
const MODEL = 'gfl-shufflenet-v2-pan';
const SIZE = { width: 640, height: 480 };
const ROUNDS = 3;
const ROUND_SECONDS = 4;
const LOAD_SECONDS = 8;
const CLIENTS = [1, 4, 16];
/** Frames that come, in times of what the server can do. */
const OVERLOAD = 2;
/** As many clients as a server takes unless it is told otherwise, each sending as many frames a second. */
const CROWD = { clients: 256, framesPerSecond: 5, seconds: 20 };

/**
 * The offload server with one worker, against the bare engine on one core, and at twice what it can do against a server
 * that looks at every frame in the order of arrival. For servers the processor time is that of a result, and the wall
 * time the age that 95 % of the results stay under. Then a crowd of clients, and what it costs to hand over a frame.
 */
export async function benchOffload(): Promise<Comparison[]> {
  const picture = await noisyPicture();
  const { name: engine, predictor } = await openOnOneCore(await loadModel(await findModel(MODEL)));
  const ours = await startServerChild('server/main.ts', ['--offload', 'only', '--port', '0', '--host', '127.0.0.1', '--engine', engine, '--workers', '1', '--frames-per-second', '1000', '--connections-per-address', '1000', '--eager']);
  const load: Load = { url: ours.url, model: MODEL, picture, ...SIZE };
  try {
    await until(`${ours.url}/readyz`);
    const [bare, pool] = await shareOfEngine(predictor, ours, load);
    predictor.close();
    console.log(`  ${MODEL} on ${engine}, one core: ${perSecond(bare.wallMs)} frames a second bare, ${perSecond(pool.wallMs)} through the server (${percent(bare.wallMs / pool.wallMs)}); by processor time ${percent(bare.cpuMs / pool.cpuMs)}`);
    const naive = await startServerChild('training/bench/offload/naive-server.ts', [MODEL]);
    try {
      const rows = [bare, pool];
      for (const clients of CLIENTS) {
        for (const [who, server, target] of [['fovea', ours, load], ['first in, first out', naive, { ...load, url: naive.url, model: '' }]] as const) {
          // The shorter time of the two is what the server can do once the machine has nothing else to do.
          const framesPerSecond = (OVERLOAD * 1000) / Math.min(pool.wallMs, pool.cpuMs) / clients;
          const cpu = await server.cpuMs();
          const { results, resultsPerSecond, ageMs, sent, leastShare } = await sendSteadily(target, clients, framesPerSecond, LOAD_SECONDS);
          const cpuMs = ((await server.cpuMs()) - cpu) / Math.max(1, results);
          rows.push({
            name: `${clients} ${clients === 1 ? 'client' : 'clients'}, ${who}`, cpuMs, wallMs: results === 0 ? 1000 * LOAD_SECONDS : ageMs.p95, ratio: cpuMs / bare.cpuMs,
            note: results === 0 ? `no result of ${sent} frames in ${LOAD_SECONDS} s` : `${resultsPerSecond.toFixed(1)} results a second of ${(sent / LOAD_SECONDS).toFixed(1)} frames, age ${ageMs.median.toFixed(0)} ms (95 %: ${ageMs.p95.toFixed(0)} ms), least served client ${percent(leastShare)} of the mean`,
          });
        }
      }
      return [...rows, await benchCrowd(ours, load, bare.cpuMs), ...await benchHandOver(picture)];
    } finally {
      await naive.end();
    }
  } finally {
    await ours.end();
  }
}

/** Far more frames than can be looked at: what each costs the server's own process, how late its event loop is by them, and who is lost. */
async function benchCrowd(server: ServerChild, load: Load, bareCpuMs: number): Promise<Comparison> {
  const { clients, framesPerSecond, seconds } = CROWD;
  const before = await server.metrics();
  const { sent, results, dropped, lost } = await sendAsCrowd(load, clients, framesPerSecond, seconds);
  const after = await server.metrics();
  const cpuMs = (1000 * (after('process_cpu_seconds_total') - before('process_cpu_seconds_total'))) / Math.max(1, results + dropped);
  const lateMs = (name: string): string => `${(1000 * after(`nodejs_eventloop_lag_${name}_seconds`)).toFixed(0)} ms`;
  return {
    name: `${clients} clients, a frame in the server's own process`, cpuMs, wallMs: (1000 * seconds) / Math.max(1, results + dropped), ratio: cpuMs / bareCpuMs,
    note: `${((results + dropped) / seconds).toFixed(0)} answers a second to ${(sent / seconds).toFixed(0)} frames, ${results} results, ${lost} clients lost, event loop late by ${lateMs('p99')} (99 %), ${lateMs('max')} at most`,
  };
}

/** Bare engine and server in turn, so that whatever else the machine does falls on both. Time of a frame, medians. */
async function shareOfEngine(predictor: Predictor, server: ServerChild, load: Load): Promise<[Comparison, Comparison]> {
  await predictor.warmUp();
  await sendBackToBack(load, 1);
  const times = { bare: { cpu: [] as number[], wall: [] as number[] }, pool: { cpu: [] as number[], wall: [] as number[] } };
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    let frames = 0;
    for (; performance.now() - start < 1000 * ROUND_SECONDS; frames++) await predictor.predict(await sharpFrame(load.picture));
    const { user, system } = process.cpuUsage(cpu);
    times.bare.wall.push((performance.now() - start) / frames);
    times.bare.cpu.push((user + system) / 1000 / frames);

    const serverCpu = await server.cpuMs();
    const { results, elapsedMs } = await sendBackToBack(load, ROUND_SECONDS);
    times.pool.wall.push(elapsedMs / results);
    times.pool.cpu.push(((await server.cpuMs()) - serverCpu) / results);
  }
  const [bareCpu, poolCpu] = [percentile(times.bare.cpu, 0.5), percentile(times.pool.cpu, 0.5)];
  return [
    { name: 'bare engine, one core', cpuMs: bareCpu, wallMs: percentile(times.bare.wall, 0.5), ratio: 1 },
    { name: 'server, one worker', cpuMs: poolCpu, wallMs: percentile(times.pool.wall, 0.5), ratio: poolCpu / bareCpu },
  ];
}

/** As many bytes as a camera's picture has. */
const noisyPicture = (): Promise<Buffer> =>
  sharp({ create: { ...SIZE, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 12 } } }).jpeg({ quality: 75 }).toBuffer();

async function until(url: string): Promise<void> {
  while (!(await fetch(url)).ok) await new Promise((resolve) => setTimeout(resolve, 200));
}

const perSecond = (frameMs: number): string => (1000 / frameMs).toFixed(1);
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
