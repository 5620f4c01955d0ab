import pino from 'pino';
import { expect, it } from 'vitest';
import { modelsDirectory } from '../../../../models/node/model-folder';
import { patienceFor } from '../../../../server/offload/pool/watchdog';
import { WorkerPool } from '../../../../server/offload/pool/worker-pool';
import { WorkerLostError } from '../../../../server/offload/pool/worker-process';
import { CRASH_AFTER_MS, CRASHES, CRASHES_LATE } from '../fake-engines';
import { fakeEngines, smallJpeg } from '../house';

it('a frame that crashes its worker is tried once more, unless its deadline has passed', async () => {
  const model = 'nanodet-plus-coco';
  let replaced = 0;
  const pool = new WorkerPool(
    { enginesModule: fakeEngines.enginesModule ?? '', engines: ['instant'], workers: 2, together: undefined, folders: { [model]: `${modelsDirectory}/${model}` }, model, pixels: 1e6, patience: patienceFor(1000) },
    { onFree: () => undefined, onReplaced: () => replaced++ },
    pino({ level: 'silent' }),
  );
  await pool.start();
  const look = async (width: number, leftMs: number) => {
    while (pool.idleCount === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    return pool.run([{ model, size: undefined, scoreThreshold: undefined, width, height: 24, picture: new Uint8Array(smallJpeg), deadlineAt: performance.now() + leftMs }])[0];
  };
  await expect(look(CRASHES_LATE, CRASH_AFTER_MS / 2)).rejects.toThrow(WorkerLostError);
  expect(replaced).toBe(1);
  await expect(look(CRASHES, 60_000)).rejects.toThrow(WorkerLostError);
  expect(replaced).toBe(3);
  expect(await look(32, 60_000)).toMatchObject({ type: 'answered' });
  await pool.close();
});

it('waits longer for a frame than any may wait, and at least as long as a busy machine needs', () => {
  expect([10, 2000, 60_000].map((deadlineMs) => patienceFor(deadlineMs).frameMs)).toEqual([5000, 5000, 120_000]);
});
