import { expect, it } from 'vitest';
import { WorkerLostError } from '../../../../server/offload/pool/worker-process';
import { CRASH_AFTER_MS, CRASHES, CRASHES_LATE } from '../fake-engines';
import { frameFor, openPool } from './pools';

it('a frame that crashes its worker is tried once more, unless its deadline has passed', async () => {
  const { pool, said, look } = openPool();
  await pool.start();
  await expect(look(frameFor({ width: CRASHES_LATE, leftMs: CRASH_AFTER_MS / 2 }))).rejects.toThrow(WorkerLostError);
  expect(said('worker replaced')).toHaveLength(1);
  await expect(look(frameFor({ width: CRASHES }))).rejects.toThrow(WorkerLostError);
  expect(said('worker replaced')).toHaveLength(3);
  expect(await look()).toMatchObject({ type: 'answered' });
  await pool.close();
});

it('an engine that ends its process while it is measured is left out, with the reason', async () => {
  const { pool, said } = openPool({ engines: ['fatal', 'instant', 'missing'] });
  expect(await pool.start()).toMatchObject({ name: 'instant' });
  expect(said('engine chosen')[0]?.others).toEqual(['fatal: it was ended by SIGKILL', 'missing: it is not installed']);
  await pool.close();
  await expect(openPool({ engines: ['fatal'] }).pool.start()).rejects.toThrow('it was ended by SIGKILL');
});

it('workers that end before they have answered for a single frame are replaced more and more slowly', async () => {
  const { pool, pids, said } = openPool({ workers: 1 });
  await pool.start();
  for (let times = 1; times <= 3; times++) {
    while (pool.idleCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    process.kill(pids().at(-1) ?? NaN, 'SIGKILL');
    while (said('worker replaced').length < times) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(said('worker replaced').map(({ pauseMs }) => pauseMs)).toEqual([250, 500, 1000]);
  await pool.close();
});

it('a pool that was closed starts nothing', async () => {
  const { pool, pids } = openPool();
  await pool.close();
  await expect(pool.start()).rejects.toThrow('closed');
  expect(pids()).toEqual([]);
});
