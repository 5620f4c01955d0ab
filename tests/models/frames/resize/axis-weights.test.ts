import fc from 'fast-check';
import { expect, it } from 'vitest';
import { axisWeights } from '../../../../models/frames/resize/axis-weights';

/** Whole lengths, and those that end with half a sample. */
const axis = fc.record({ length: fc.integer({ min: 1, max: 300 }).map((doubled) => doubled / 2), count: fc.integer({ min: 1, max: 200 }) }).filter(({ length }) => length >= 1);

it('reads only samples that there are, in weights that add up to 1, and no sample of weight 0', () => {
  fc.assert(fc.property(axis, ({ length, count }) => {
    const { first, starts, weights } = axisWeights(length, count);
    for (let index = 0; index < count; index++) {
      const own = weights.subarray(starts[index], starts[index + 1]);
      const sum = own.reduce((total, weight) => total + weight, 0);
      const start = first[index] ?? NaN;
      const isSound = start >= 0 && start + own.length <= Math.ceil(length) && own.every((weight) => weight > 0) && Math.abs(sum - 1) < 1e-5;
      if (!isSound) throw new Error(`Sample ${index} of ${count} from ${length}: ${own.join(', ')} from ${start} on.`);
    }
  }), { numRuns: 300 });
});

it('counts every sample alike where they become fewer, half of one half', () => {
  fc.assert(fc.property(axis, ({ length, count }) => {
    if (count > length) return;
    const { first, starts, weights } = axisWeights(length, count);
    const counted = new Float64Array(Math.ceil(length));
    for (let index = 0; index < count; index++) {
      for (let tap = starts[index] ?? 0, sample = first[index] ?? 0; tap < (starts[index + 1] ?? 0); tap++, sample++) counted[sample] = (counted[sample] ?? 0) + (weights[tap] ?? NaN);
    }
    counted.forEach((sum, sample) => expect(sum).toBeCloseTo((Math.min(1, length - sample) * count) / length, 4));
  }), { numRuns: 300 });
});

it('reads of a part only what lies in it where samples become fewer, and shifts with it', () => {
  fc.assert(fc.property(fc.integer({ min: 4, max: 300 }), fc.nat({ max: 100 }), fc.integer({ min: 1, max: 200 }), (length, start, count) => {
    const part = { start: start % (length - 1), length: Math.ceil((length - (start % (length - 1))) / 2) };
    const [of, alone] = [axisWeights(length, count, part), axisWeights(part.length, count)];
    if (count > part.length) return;
    expect([...of.weights]).toEqual([...alone.weights]);
    expect([...of.first]).toEqual([...alone.first].map((first) => first + part.start));
  }), { numRuns: 200 });
});

it('reads only samples that there are of a part that begins and ends within samples', () => {
  fc.assert(fc.property(axis, fc.double({ min: 0, max: 0.9, noNaN: true }), fc.double({ min: 0.05, max: 1, noNaN: true }), ({ length, count }, from, share) => {
    const part = { start: from * length, length: Math.max(0.1, (length - from * length) * share) };
    const { first, starts, weights } = axisWeights(length, count, part);
    for (let index = 0; index < count; index++) {
      const own = weights.subarray(starts[index], starts[index + 1]);
      const sum = own.reduce((total, weight) => total + weight, 0);
      const start = first[index] ?? NaN;
      if (!(own.length > 0 && start >= 0 && start + own.length <= Math.ceil(length) && Math.abs(sum - 1) < 1e-5)) throw new Error(`Sample ${index} of ${count} from ${length}: ${own.join(', ')} from ${start} on.`);
    }
  }), { numRuns: 300 });
});
