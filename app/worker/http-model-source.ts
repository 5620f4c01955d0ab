import type { ModelSource } from '../../models/artifact/load';
import { NotFoundError } from '../../models/errors';
import { ModelCache } from '../model-cache/model-cache';

/** How long a slow network may take for a card of which this device has one already. */
const CARD_PATIENCE_MS = 5000;

export interface HttpModelSource extends ModelSource {
  /** Whether the weights come from the server, as they are not on this device; false until that is known. */
  readonly downloads: boolean;
}

/**
 * A model's files as the server that the page came from gives them, counted while they come. The newest card is asked
 * for each time, the one on this device where no answer comes; weights come from this device where they are unchanged.
 */
export function httpModelSource(model: string, cache = new ModelCache()): HttpModelSource {
  let downloads = false;
  let card: Uint8Array<ArrayBuffer> | undefined;

  const readCard = async (file: string) => {
    const kept = await cache.readCard(model);
    try {
      card = await download(model, file, { signal: kept === undefined ? null : AbortSignal.timeout(CARD_PATIENCE_MS) });
    } catch (error) {
      if (kept === undefined) throw error;
      card = kept;
    }
    return card;
  };

  const readWeights = async (file: string, sha256: string, onLoaded?: (loadedBytes: number) => void) => {
    let bytes = await cache.readWeights(model, sha256);
    if (bytes === undefined) {
      downloads = true;
      onLoaded?.(0);
      // What is kept here need not lie in the browser's own cache a second time.
      bytes = await download(model, file, { cache: cache.isAvailable ? 'no-store' : 'default' }, onLoaded);
      await cache.keepWeights(model, sha256, bytes);
    }
    onLoaded?.(bytes.length);
    if (card !== undefined) await cache.keepCard(model, card);
    return bytes;
  };

  return {
    read: (file, onLoaded, sha256) => (sha256 === undefined ? readCard(file) : readWeights(file, sha256, onLoaded)),
    get downloads() {
      return downloads;
    },
  };
}

async function download(model: string, file: string, init: RequestInit, onLoaded?: (loadedBytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const address = new URL(`/models/${encodeURIComponent(model)}/${encodeURIComponent(file)}`, location.origin);
  const broken = (cause: unknown) => {
    throw new NotFoundError('The model could not be downloaded. Check the connection and try again.', { cause });
  };
  const response = await fetch(address, init).catch(broken);
  if (!response.ok || response.body === null) {
    throw new NotFoundError(`The server has no ${file} of the model '${model}' (it answered ${response.status}). Choose another model, or try again.`);
  }
  return await readAll(response.body, onLoaded).catch(broken);
}

async function readAll(body: ReadableStream<Uint8Array>, onLoaded?: (loadedBytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let loadedBytes = 0;
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    loadedBytes += next.value.length;
    onLoaded?.(loadedBytes);
  }
  const whole = new Uint8Array(loadedBytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
