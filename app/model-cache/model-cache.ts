import { digestOf } from '../../models/artifact/sha256';
import { announceModelCache } from './watch-model-cache';

/** The weights of one model as they lie on this device. */
export interface KeptWeights {
  readonly model: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** As much as is used here of what browsers call `caches`. */
type OpenCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;
interface Opener {
  open(name: string): Promise<OpenCache>;
}

const CACHE_NAME = 'fovea-models';
const HASH = 'sha256';
const FOLDER = '/models/';

/**
 * The models that this browser keeps, so that the next visit downloads nothing and needs no network. Weights lie under
 * their hash: those of a model that was trained again are others, unchanged ones are the same. The card lies beside
 * them, so that without a network the two fit together.
 *
 * Where the browser offers no storage (an address that is not secure, a private window, a full disk) nothing is kept
 * and everything else works.
 */
export class ModelCache {
  constructor(private readonly storage: Opener | undefined = ownStorage()) {}

  /** Whether this browser offers the storage at all. */
  get isAvailable(): boolean {
    return this.storage !== undefined;
  }

  /** @returns the card as it was when the weights were kept; undefined where none is. */
  async readCard(model: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return await this.attempt(async (cache) => {
      const found = await cache.match(cardAddress(model));
      return found && new Uint8Array(await found.arrayBuffer());
    });
  }

  /** @returns the file with exactly this hash. One that was damaged is deleted, and undefined as if it had never been kept. */
  async readWeights(model: string, sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return await this.attempt(async (cache) => {
      const address = weightsAddress(model, sha256);
      const found = await cache.match(address);
      if (found === undefined) return undefined;
      const bytes = new Uint8Array(await found.arrayBuffer());
      if ((await digestOf(bytes)) === sha256) return bytes;
      await cache.delete(address);
      return undefined;
    });
  }

  /** Keeps a card. Call it once the weights that it describes are kept. */
  async keepCard(model: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.attempt((cache) => cache.put(cardAddress(model), response(bytes, 'application/json')));
  }

  /** Keeps weights in the place of any older ones of the same model, unless they are not what the hash says. */
  async keepWeights(model: string, sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.attempt(async (cache) => {
      if ((await digestOf(bytes)) !== sha256) return;
      await cache.put(weightsAddress(model, sha256), response(bytes, 'application/octet-stream'));
      announceModelCache();
      for (const request of await cache.keys()) {
        const kept = parseWeightsAddress(request.url);
        if (kept?.model === model && kept.sha256 !== sha256) await cache.delete(request);
      }
    });
  }

  /** All weights that are kept. @throws DOMException where the browser forbids to look */
  async list(): Promise<KeptWeights[]> {
    const cache = await this.storage?.open(CACHE_NAME);
    const requests = (await cache?.keys()) ?? [];
    const listed = await Promise.all(requests.map(async (request) => {
      const kept = parseWeightsAddress(request.url);
      const found = kept && await cache?.match(request);
      return kept && found && { ...kept, sizeBytes: Number(found.headers.get('Content-Length')) };
    }));
    return listed.filter((entry) => entry !== undefined);
  }

  /** Deletes everything of a model. @throws DOMException where the browser forbids it */
  async remove(model: string): Promise<void> {
    const cache = await this.storage?.open(CACHE_NAME);
    for (const request of (await cache?.keys()) ?? []) {
      if (new URL(request.url).pathname.startsWith(folderOf(model))) await cache?.delete(request);
    }
    announceModelCache();
  }

  /** What fails is as if nothing were kept: a download is slower than a cache and just as good. */
  private async attempt<T>(work: (cache: OpenCache) => Promise<T>): Promise<T | undefined> {
    if (this.storage === undefined) return undefined;
    try {
      return await work(await this.storage.open(CACHE_NAME));
    } catch (error) {
      console.warn('The browser did not keep or find a model; it is downloaded when it is needed.', error);
      return undefined;
    }
  }
}

const ownStorage = (): Opener | undefined => ('caches' in globalThis ? caches : undefined);

const folderOf = (model: string) => `${FOLDER}${encodeURIComponent(model)}/`;
const cardAddress = (model: string) => new URL(`${folderOf(model)}card.json`, location.origin).href;
const weightsAddress = (model: string, sha256: string) => new URL(`${folderOf(model)}weights?${HASH}=${sha256}`, location.origin).href;

function parseWeightsAddress(address: string): Omit<KeptWeights, 'sizeBytes'> | undefined {
  const { pathname, searchParams } = new URL(address);
  const sha256 = searchParams.get(HASH);
  if (sha256 === null) return undefined;
  return { model: decodeURIComponent(pathname.split('/')[2] ?? ''), sha256 };
}

const response = (bytes: Uint8Array<ArrayBuffer>, type: string) =>
  new Response(bytes, { headers: { 'Content-Type': type, 'Content-Length': String(bytes.length) } });
