import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ModelCache } from '../../../app/model-cache/model-cache';
import { watchModelCache } from '../../../app/model-cache/watch-model-cache';
import { sha256 } from '../../../models/artifact/sha256';
import { MemoryCaches } from './memory-caches';

beforeAll(() => {
  vi.stubGlobal('location', { origin: 'http://localhost:3000' });
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const file = (text: string) => new TextEncoder().encode(text);
const hashed = (text: string) => ({ bytes: file(text), sha256: sha256(file(text)) });

describe('the model cache', () => {
  it('gives back what was kept, under its hash alone', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.string({ minLength: 1 }), async (content, model) => {
      const bytes = Uint8Array.from(content);
      const cache = new ModelCache(new MemoryCaches());
      await cache.keepWeights(model, sha256(bytes), bytes);
      expect(await cache.readWeights(model, sha256(bytes))).toEqual(bytes);
      expect(await cache.readWeights(model, sha256(file('another')))).toBeUndefined();
      expect(await cache.list()).toEqual([{ model, sha256: sha256(bytes), sizeBytes: bytes.length }]);
      await cache.remove(model);
      expect(await cache.list()).toEqual([]);
    }), { numRuns: 30 });
  });

  it('tells every page when something is kept or deleted', async () => {
    const cache = new ModelCache(new MemoryCaches());
    const heard = vi.fn();
    const end = watchModelCache(heard);
    const { bytes, sha256: hash } = hashed('weights');
    await cache.keepWeights('a', hash, bytes);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
    await cache.remove('a');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
    end();
  });

  it('replaces the older weights of the same model, and leaves other models alone', async () => {
    const storage = new MemoryCaches();
    const cache = new ModelCache(storage);
    const [first, second, other] = ['first', 'second', 'other'].map(hashed);
    if (first === undefined || second === undefined || other === undefined) throw new Error('three files are needed');
    await cache.keepWeights('a', first.sha256, first.bytes);
    await cache.keepWeights('a-b', other.sha256, other.bytes);
    await cache.keepWeights('a', second.sha256, second.bytes);
    expect(await cache.readWeights('a', first.sha256)).toBeUndefined();
    expect(await cache.readWeights('a', second.sha256)).toEqual(second.bytes);
    await cache.keepCard('a', file('{}'));
    expect(await cache.readCard('a')).toEqual(file('{}'));
    await cache.remove('a');
    expect(storage.addresses).toHaveLength(1);
    expect(await cache.readWeights('a-b', other.sha256)).toEqual(other.bytes);
  });

  it('keeps nothing that is not what the hash says', async () => {
    const storage = new MemoryCaches();
    await new ModelCache(storage).keepWeights('a', hashed('good').sha256, file('bad'));
    expect(storage.addresses).toEqual([]);
  });

  it('deletes a copy that was damaged', async () => {
    const storage = new MemoryCaches();
    const cache = new ModelCache(storage);
    const { bytes, sha256: hash } = hashed('good');
    await cache.keepWeights('a', hash, bytes);
    const opened = await storage.open('fovea-models');
    await opened.put(storage.addresses[0] ?? '', new Response('bad'));
    expect(await cache.readWeights('a', hash)).toBeUndefined();
    expect(storage.addresses).toEqual([]);
  });

  it.each([
    ['no storage', undefined],
    ['a full storage', new MemoryCaches({ put: new DOMException('full', 'QuotaExceededError') })],
    ['a forbidden storage', { open: () => Promise.reject(new DOMException('no', 'SecurityError')) }],
  ])('goes on with %s, as if nothing had been kept', async (_, storage) => {
    const cache = new ModelCache(storage);
    const { bytes, sha256: hash } = hashed('good');
    await cache.keepWeights('a', hash, bytes);
    await cache.keepCard('a', bytes);
    expect(await cache.readWeights('a', hash)).toBeUndefined();
    expect(await cache.readCard('a')).toBeUndefined();
  });
});
