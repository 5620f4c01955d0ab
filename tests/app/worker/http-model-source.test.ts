import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelCache } from '../../../app/model-cache/model-cache';
import { httpModelSource } from '../../../app/worker/http-model-source';
import { sha256 } from '../../../models/artifact/sha256';
import { NotFoundError } from '../../../models/errors';
import { MemoryCaches } from '../model-cache/memory-caches';

const file = (text: string) => new TextEncoder().encode(text);

/** A server with one model; `down` is a network that is off. */
let server: { files: Record<string, string>; down: boolean; asked: string[] };

beforeEach(() => {
  server = { files: { 'card.json': 'card 1', 'model.safetensors': 'weights 1' }, down: false, asked: [] };
  vi.stubGlobal('location', { origin: 'http://localhost:3000' });
  vi.stubGlobal('fetch', (address: URL) => {
    const name = address.pathname.split('/').at(-1) ?? '';
    server.asked.push(name);
    if (server.down) return Promise.reject(new TypeError('Failed to fetch'));
    const content = server.files[name];
    return Promise.resolve(content === undefined ? new Response(null, { status: 404 }) : new Response(content));
  });
});
afterEach(() => void vi.unstubAllGlobals());

/** A visit, as the loader makes it. @returns what came, as text */
async function visit(cache: ModelCache, weights: string, onLoaded?: (loadedBytes: number) => void, source = httpModelSource('tiny', cache)): Promise<string[]> {
  const card = await source.read('card.json');
  const bytes = await source.read('model.safetensors', onLoaded, sha256(file(weights)));
  return [card, bytes].map((part) => new TextDecoder().decode(part));
}

describe('a model over HTTP', () => {
  it('is downloaded once, and counts the bytes each time', async () => {
    const cache = new ModelCache(new MemoryCaches());
    for (const downloads of [1, 1]) {
      const progress: number[] = [];
      expect(await visit(cache, 'weights 1', (loaded) => progress.push(loaded))).toEqual(['card 1', 'weights 1']);
      expect(progress.at(-1)).toBe(file('weights 1').length);
      expect(server.asked.filter((name) => name === 'model.safetensors')).toHaveLength(downloads);
    }
  });

  it('says whether it comes from the server, before its first byte', async () => {
    const cache = new ModelCache(new MemoryCaches());
    for (const downloads of [true, false]) {
      const source = httpModelSource('tiny', cache);
      const said: boolean[] = [];
      await visit(cache, 'weights 1', () => said.push(source.downloads), source);
      expect(new Set(said)).toEqual(new Set([downloads]));
    }
  });

  it('is downloaded again once it was trained again', async () => {
    const cache = new ModelCache(new MemoryCaches());
    await visit(cache, 'weights 1');
    server.files = { 'card.json': 'card 2', 'model.safetensors': 'weights 2' };
    expect(await visit(cache, 'weights 2')).toEqual(['card 2', 'weights 2']);
  });

  it('comes from this device without a network, the card with the weights that it describes', async () => {
    const cache = new ModelCache(new MemoryCaches());
    await visit(cache, 'weights 1');
    server.files = { 'card.json': 'card 2' };
    // The new card was seen, its weights never came.
    await expect(visit(cache, 'weights 2')).rejects.toThrow(NotFoundError);
    server.down = true;
    expect(await visit(cache, 'weights 1')).toEqual(['card 1', 'weights 1']);
  });

  it('works, uncached, where the browser keeps nothing', async () => {
    const cache = new ModelCache(undefined);
    expect(await visit(cache, 'weights 1')).toEqual(['card 1', 'weights 1']);
    server.down = true;
    await expect(visit(cache, 'weights 1')).rejects.toThrow(/could not be downloaded/);
  });
});
