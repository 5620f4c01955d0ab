import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256 } from '../../../models/artifact/sha256';

it('agrees with the library that Node has, at every length around a block and at any place in memory', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 20 }), (bytes, offset) => {
      const part = bytes.subarray(offset);
      expect(sha256(part)).toBe(createHash('sha256').update(part).digest('hex'));
    }),
    { numRuns: 600 },
  );
});
