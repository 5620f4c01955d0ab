import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { digestOf, sha256 } from '../../../models/artifact/sha256';

it('agrees with the library that Node has, at every length around a block and at any place in memory', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 20 }), (bytes, offset) => {
      const part = bytes.subarray(offset);
      expect(sha256(part)).toBe(createHash('sha256').update(part).digest('hex'));
    }),
    { numRuns: 600 },
  );
});

it('is worked out once for a file, by the platform, and by our own loops where that cannot', async () => {
  const file = new TextEncoder().encode('weights');
  const expected = createHash('sha256').update(file).digest('hex');
  const digest = vi.spyOn(crypto.subtle, 'digest');
  expect([await digestOf(file), await digestOf(file)]).toEqual([expected, expected]);
  expect(digest).toHaveBeenCalledTimes(1);
  digest.mockRestore();
  vi.stubGlobal('crypto', {});
  expect(await digestOf(file.slice())).toBe(expected);
  vi.unstubAllGlobals();
});
