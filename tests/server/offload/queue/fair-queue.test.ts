import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FairQueue } from '../../../../server/offload/queue/fair-queue';

interface Frame {
  readonly id: number;
  readonly client: number;
  readonly deadlineAt: number;
}

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), client: fc.nat(5), waits: fc.nat(30) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('done' as const), client: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('late' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), client: fc.nat(5) }) },
);

/** There are two kinds of frames. */
const goTogether = (first: Pick<Frame, 'client'>, other: Pick<Frame, 'client'>) => first.client % 2 === other.client % 2;

/** Some clients' frames take longer than others'. */
const aheadOf = ({ client }: Frame) => 4 * client;

it('keeps account of every frame: taken, replaced, late or left by its client, once', () => {
  fc.assert(fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
    const queue = new FairQueue<number, Frame>();
    const left: number[] = [];
    const newest = new Map<number, number>();
    const busy = new Set<number>();
    let id = 0;
    actions.forEach((step, now) => {
      switch (step.do) {
        case 'put': {
          const replaced = queue.put(step.client, { id, client: step.client, deadlineAt: now + step.waits });
          if (replaced !== undefined) left.push(replaced.id);
          expect(replaced?.id).toBe(newest.get(step.client));
          newest.set(step.client, id++);
          break;
        }
        case 'take': {
          const ready = [...newest.keys()].filter((client) => !busy.has(client));
          const taken = queue.take(step.count, goTogether);
          const [first] = taken;
          const alike = ready.filter((client) => first !== undefined && goTogether(first.frame, { client }));
          expect(taken).toHaveLength(alike.length >= step.count ? step.count : Math.min(1, ready.length));
          for (const { client, frame } of taken) {
            expect(alike).toContain(client);
            expect(frame.id).toBe(newest.get(client));
            left.push(frame.id);
            newest.delete(client);
            busy.add(client);
          }
          break;
        }
        case 'done':
          queue.done(step.client);
          busy.delete(step.client);
          break;
        case 'late':
          for (const { frame } of queue.takeLate(now, aheadOf)) {
            expect(frame.deadlineAt).toBeLessThan(now + aheadOf(frame));
            left.push(frame.id);
            newest.delete(frame.client);
          }
          break;
        case 'remove': {
          const frame = queue.remove(step.client);
          expect(frame?.id).toBe(newest.get(step.client));
          if (frame !== undefined) left.push(frame.id);
          newest.delete(step.client);
          busy.delete(step.client);
        }
      }
      expect(queue.size).toBe(newest.size);
    });
    for (const { frame } of queue.takeLate(Infinity)) left.push(frame.id);
    expect(left.sort((a, b) => a - b)).toEqual(Array.from({ length: id }, (_, i) => i));
  }), { numRuns: 500 });
});

it('gives turns in a circle, however many frames each client sends', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 8 }), (framesATurn) => {
    const queue = new FairQueue<number, Frame>();
    const turns: number[] = [];
    const send = () => framesATurn.forEach((frames, client) => {
      for (let frame = 0; frame < frames; frame++) queue.put(client, { id: frame, client, deadlineAt: Infinity });
    });
    send();
    for (let turn = 0; turn < 4 * framesATurn.length; turn++) {
      const [taken] = queue.take();
      if (taken === undefined) throw new Error('no frame');
      turns.push(taken.client);
      send();
      queue.done(taken.client);
    }
    for (let turn = framesATurn.length; turn < turns.length; turn++) expect(turns[turn]).toBe(turns[turn - framesATurn.length]);
    expect(new Set(turns).size).toBe(framesATurn.length);
  }));
});

it('takes others out of turn along with the one whose turn it is, and nobody loses a turn by it', () => {
  const queue = new FairQueue<number, Frame>();
  for (const client of [0, 1, 2, 3, 4, 5]) queue.put(client, { id: client, client, deadlineAt: Infinity });
  const turns = [3, 3, 3].map((count) => queue.take(count, goTogether).map(({ client }) => client));
  expect(turns).toEqual([[0, 2, 4], [1, 3, 5], []]);
  for (const client of [0, 1, 2]) {
    queue.put(client, { id: 6, client, deadlineAt: Infinity });
    queue.done(client);
  }
  expect([3, 3, 3].map((count) => queue.take(count, goTogether).map(({ client }) => client))).toEqual([[0], [1], [2]]);
});
