import pino from 'pino';
import { expect, it } from 'vitest';
import { Dispatcher, type FrameOutcome } from '../../../../server/offload/queue/dispatcher';
import type { Outcome } from '../../../../server/offload/pool/messages';
import type { WorkerPool } from '../../../../server/offload/pool/worker-pool';

const [ALONE_MS, TOGETHER_MS] = [10_000, 15_000];

/** Workers that look when they are told to, and say how long it took; two frames together take a little longer than one. */
function house(idleCount = 1) {
  const looked: number[] = [];
  let free = idleCount;
  const finish: (() => void)[] = [];
  const pool: Pick<WorkerPool, 'start' | 'run' | 'idleCount' | 'together'> = {
    together: 2,
    get idleCount() { return free; },
    start: () => new Promise(() => undefined),
    run: (frames) => {
      looked.push(frames.length);
      free--;
      return frames.map((_, index) => new Promise<Outcome>((resolve) => finish.push(() => {
        if (index === 0) free++;
        resolve({ type: 'answered', prediction: { task: 'classification', width: 1, height: 1, classes: [] }, stages: { forward: frames.length === 1 ? ALONE_MS : TOGETHER_MS }, together: frames.length });
      })));
    },
  };
  const dispatcher = new Dispatcher<number>(pool, pino({ level: 'silent' }));
  const outcomes: FrameOutcome[] = [];
  return {
    looked, outcomes, dispatcher,
    send: (client: number, withinMs: number, model = 'one') => dispatcher.put(client, {
      model, size: undefined, options: {}, width: 1, height: 1, picture: new Uint8Array(1),
      arrivedAt: performance.now(), deadlineAt: performance.now() + withinMs, answer: (outcome) => outcomes.push(outcome),
    }),
    /** Workers are done with what they are at. */
    finish: async () => {
      for (const one of finish.splice(0)) one();
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

it('frames of a kind that wait go together, but not where one of them would grow late by it', async () => {
  const { looked, outcomes, send, finish, dispatcher } = house();
  const rounds = [[60_000, 60_000], [60_000, 60_000], [12_000, 60_000], [60_000, 12_000], [16_000, 60_000]];
  for (const [first = 0, second = 0] of rounds) {
    send(0, 60_000);
    send(1, first);
    send(2, second);
    for (let looks = 0; looks < 3; looks++) await finish();
  }
  expect(looked).toEqual([1, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 2]);
  expect(outcomes.map(({ type }) => type)).toEqual(new Array(15).fill('result'));
  await dispatcher.close();
});

it('frames of two kinds do not go together, and none do while another worker is free', async () => {
  const { looked, send, finish, dispatcher } = house();
  send(0, 60_000);
  send(1, 60_000);
  send(2, 60_000, 'other');
  for (let looks = 0; looks < 3; looks++) await finish();
  expect(looked).toEqual([1, 1, 1]);
  await dispatcher.close();

  const wide = house(2);
  for (const client of [0, 1, 2, 3, 4, 5, 6]) wide.send(client, 60_000);
  expect(wide.looked).toEqual([1, 1]);
  await wide.finish();
  expect(wide.looked).toEqual([1, 1, 1, 2]);
  await wide.finish();
  await wide.finish();
  expect(wide.looked.reduce((sum, count) => sum + count, 0)).toBe(7);
  await wide.dispatcher.close();
});

it('the next frames of clients whose frames went together go together', async () => {
  const { looked, send, finish, dispatcher } = house();
  send(0, 60_000);
  for (let round = 0; round < 3; round++) {
    for (const client of [1, 2]) send(client, 60_000);
    await finish();
  }
  await finish();
  expect(looked).toEqual([1, 2, 2, 2]);
  await dispatcher.close();
});
