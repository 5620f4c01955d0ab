import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { UNSEEN_HEIGHT } from './fake-engines';
import { Answers, dialAndSelect, frameOf, openHouse } from './house';

it('looks at 10,000 frames, and lives through a thousand strange messages, without growing', async () => {
  const house = await openHouse({ framesPerSecond: 1000 });
  await house.offload.start();
  const clients = await Promise.all(Array.from({ length: 8 }, async () => {
    const { socket } = await dialAndSelect(house.url);
    return { socket, answers: new Answers(socket) };
  }));
  let looked = 0;
  /** One frame after the other, for all clients together. */
  const look = async (frames: number) => {
    const until = looked + frames;
    await Promise.all(clients.map(async ({ socket, answers }) => {
      while (looked < until) {
        const id = looked++;
        socket.emit('frame', id % 4 === 0 ? frameOf(id) : frameOf(id, { height: UNSEEN_HEIGHT }));
        if ((await answers.wordFor(id)) !== 'result') throw new Error(`Frame ${id} has no result.`);
        answers.all.length = 0;
      }
    }));
  };
  const heldBytes = () => {
    collectGarbage();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
  };

  await look(2000);
  const before = heldBytes();
  await look(8000);
  expect(heldBytes() - before).toBeLessThan(8_000_000);

  // Neither do a client's mistakes add up, and the next frame is looked at as ever.
  const argument = fc.anything({ withNullPrototype: true, withTypedArray: true });
  const strange = fc.sample(fc.tuple(fc.constantFrom('hello', 'select', 'frame', 'echo', 'other'), fc.array(argument, { maxLength: 3 })), 1000);
  const [{ socket }] = clients as [(typeof clients)[number]];
  const untyped: { emit(event: string, ...args: unknown[]): unknown } = socket;
  let failures = 0;
  socket.on('failure', () => failures++);
  for (const [index, [event, args]] of strange.entries()) {
    untyped.emit(event, ...args);
    if (index % 50 === 0) await new Promise<void>((resolve) => socket.emit('echo', resolve));
  }
  await look(100);
  expect(failures).toBeGreaterThan(900);
  expect(heldBytes() - before).toBeLessThan(8_000_000);
  for (const client of clients) client.socket.close();
  await house.close();
}, 900_000);

/** Node gives it away to those who ask at its start; a test asks later. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}
