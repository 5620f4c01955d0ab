import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import { WorkerLostError } from '../../../../server/offload/pool/worker-process';
import { ort } from '../../../models/graph/onnx/onnxruntime';
import { SLOW } from '../fake-engines';
import { Answers, dialAndSelect, frameOf } from '../house';
import { startOffload } from '../server-process';
import { isRunning, untilGone } from './is-running';
import { frameFor, openPool } from './pools';

/** More of them for who wants to be sure. */
const TIMES = Number(process.env.FOVEA_TEST_TIMES ?? 4);

const PATIENT_MS = 900_000;

/** Native code is what a thread could not be ended in. */
const engine = ort === undefined ? 'wasm' : 'onnxruntime';
const real = { enginesModule: new URL('../../../../server/offload/pool/engines.ts', import.meta.url).href, engines: [engine] };

describe(`workers on ${engine}`, () => {
  it('that are ended at what they are at take nobody along: all frames are answered, and none of them is left', async () => {
    const { pool, pids, said, look } = openPool({ ...real, workers: 2 });
    const random = new Random(1);
    await pool.start();
    let done = false;
    const client = async () => {
      for (let frames = 0; ; frames++) {
        if (done) return frames;
        // One that loses two workers in a row is given up; nobody else is.
        await look().catch((error: unknown) => expect(error).toBeInstanceOf(WorkerLostError));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const clients = [client(), client(), client()];
    for (let time = 0; time < TIMES; time++) {
      while (pool.readyCount < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, random.next() * 50));
      const running = pids().filter(isRunning);
      process.kill(running[time % running.length] ?? NaN, 'SIGKILL');
      while (said('worker replaced').length <= time) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await look()).toMatchObject({ type: 'answered' });
    }
    done = true;
    for (const frames of await Promise.all(clients)) expect(frames).toBeGreaterThan(0);
    await pool.close();
    expect(pids().filter(isRunning)).toEqual([]);
  }, PATIENT_MS);

  it('are ended with their pool, whether they start or look', async () => {
    const random = new Random(2);
    for (let time = 0; time < TIMES; time++) {
      const { pool, pids, look } = openPool({ ...real, workers: 2 });
      const started = pool.start();
      if (time % 4 === 0) await started;
      const settled = Promise.allSettled([started, time % 4 === 0 ? look() : undefined]);
      await new Promise((resolve) => setTimeout(resolve, random.next() * (time % 4 === 0 ? 30 : 1200)));
      await pool.close();
      await settled;
      expect(pids().length).toBeGreaterThan(0);
      expect(pids().filter(isRunning)).toEqual([]);
    }
  }, PATIENT_MS);
});

describe.skipIf(process.platform === 'win32')('a worker (not on Windows, which knows no such signals)', () => {
  it('that is kept from the processor is waited for', async () => {
    const { pool, pids, said, look } = openPool({ workers: 1, patience: { loadMs: 60_000, frameMs: 1000 } });
    await pool.start();
    const looked = look(frameFor({ width: SLOW + 500 }));
    while (pool.busyCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const [pid = NaN] = pids();
    process.kill(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    process.kill(pid, 'SIGCONT');
    expect(await looked).toMatchObject({ type: 'answered' });
    expect(said('worker replaced')).toEqual([]);
    await pool.close();
  });

  it('that loops for ever ends with a server that was killed', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./hanging-pool.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))));
    expect(isRunning(pid)).toBe(true);
    child.kill('SIGKILL');
    await untilGone([pid]);
  });

  it('finishes what it is at when a terminal interrupts it together with the server', async () => {
    const server = await startOffload(['--engine', 'wasm', '--workers', '1', '--eager', '--log-level', 'info', '--deadline-ms', '60000']);
    const { socket } = await dialAndSelect(server.url);
    const answers = new Answers(socket);
    socket.emit('frame', frameOf(0));
    expect(await answers.wordFor(0)).toBe('result');
    socket.emit('frame', frameOf(1));
    await new Promise<void>((resolve) => socket.emit('echo', resolve));
    const [pid = NaN] = [...server.output().matchAll(/"pid":(\d+),"msg":"worker started"/g)].map(([, digits]) => Number(digits));
    process.kill(pid, 'SIGINT');
    process.kill(server.pid, 'SIGINT');
    expect(await answers.wordFor(1)).toBe('result');
    await untilGone([pid, server.pid]);
    expect(server.output()).not.toContain('worker replaced');
  });
});
