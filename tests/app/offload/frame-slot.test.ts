import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameSlot } from '../../../app/offload/frame-slot';
import type { FrameMessage } from '../../../models/protocol/messages';

const SIZE = { width: 4, height: 3 };
const MOST_BYTES = 100;

/** A slot of which the test decides when a picture is encoded, and how large it becomes. */
function slot() {
  const world = { ready: true, outstanding: 1, now: 0, sent: [] as FrameMessage[], drops: [] as string[], made: 0, closed: [] as number[] };
  const encodings: ((bytes: number | 'breaks') => void)[] = [];
  const made = new FrameSlot<{ close(): void }>({
    mostBytes: () => (world.ready ? MOST_BYTES : undefined),
    mostOutstanding: () => world.outstanding,
    networkMs: () => 30,
    encode: () => new Promise((resolve, reject) => {
      encodings.push((bytes) => (bytes === 'breaks' ? reject(new Error('no canvas')) : resolve(new Uint8Array(bytes))));
    }),
    options: () => ({}),
    send: (frame) => world.sent.push(frame),
    onDrop: (reason) => world.drops.push(reason),
    now: () => world.now,
  });
  const put = () => {
    const picture = world.made++;
    made.put({ close: () => world.closed.push(picture) }, SIZE, world.now, 200);
    return picture;
  };
  const encode = async (bytes: number | 'breaks') => {
    encodings.shift()?.(bytes);
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  };
  return { slot: made, world, put, encode };
}

it('closes every picture once, sends each with a number of its own, and never more than may be on their way', async () => {
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.constant('put' as const) },
    { weight: 4, arbitrary: fc.constantFrom(10, MOST_BYTES + 1, 'breaks' as const) },
    { weight: 3, arbitrary: fc.constant('answer' as const) },
    { weight: 1, arbitrary: fc.constantFrom('clear' as const, 'rest' as const, 'ready' as const, 'two' as const) },
  );
  await fc.assert(fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
    const { slot: made, world, put, encode } = slot();
    const open = new Set<number>();
    const noted = () => {
      for (const { id } of world.sent.splice(0)) {
        expect(open.has(id)).toBe(false);
        open.add(id);
        expect(open.size).toBeLessThanOrEqual(2);
      }
    };
    for (const step of actions) {
      if (step === 'put') put();
      else if (step === 'rest') made.letGo();
      else if (step === 'ready') world.ready = !world.ready;
      else if (step === 'two') world.outstanding = 2;
      else if (step === 'answer') {
        const [id = -1] = open;
        expect(made.take(id) !== undefined).toBe(open.delete(id));
        expect(made.take(id)).toBeUndefined();
        void made.pump();
      } else if (step === 'clear') {
        const lost = world.drops.filter((reason) => reason === 'lost').length;
        made.clear();
        expect(world.drops.filter((reason) => reason === 'lost').length - lost).toBe(open.size);
        open.clear();
      } else await encode(step);
      noted();
    }
    made.clear();
    world.ready = false;
    for (let rest = 0; rest < 3; rest++) await encode(1);
    expect(world.closed.sort((a, b) => a - b)).toEqual(Array.from({ length: world.made }, (_, picture) => picture));
  }), { numRuns: 300 });
});

it('keeps the newest while one is encoded, and gives each what is left of its time', async () => {
  const { world, put, encode } = slot();
  put();
  world.now = 50;
  put();
  put();
  expect(world.closed).toEqual([1]);
  await encode(10);
  expect(world.sent).toMatchObject([{ id: 0, capturedAt: 0, width: 4, height: 3, deadlineMs: 200 - 50 - 30 }]);
  expect(world.closed).toEqual([1, 0]);
});

it('says why a picture was not sent: too large, or not to be made', async () => {
  const { world, put, encode } = slot();
  for (const bytes of [MOST_BYTES + 1, 'breaks' as const]) {
    put();
    await encode(bytes);
  }
  expect(world.drops).toEqual(['too_large', 'undecodable']);
  expect(world.sent).toEqual([]);
});

it('does not send what was being encoded when everything was forgotten, though it may send again by then', async () => {
  const { slot: made, world, put, encode } = slot();
  put();
  made.clear();
  await encode(10);
  expect([world.sent, world.closed]).toEqual([[], [0]]);
  put();
  await encode(10);
  expect(world.sent).toHaveLength(1);
});
