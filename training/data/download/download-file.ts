import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FoveaError } from '../../../models/errors';
import type { Archive } from './sets';

export interface DownloadOptions {
  /** Told of every piece that arrived. */
  readonly progress?: (doneBytes: number) => void;
  /** Tries after a connection that was cut, each going on where the last one ended. Default 5. */
  readonly retries?: number;
  /** Between tries. Default 2,000. */
  readonly waitMs?: number;
}

/**
 * Downloads `archive` to `path` and checks it. What has arrived stays in `<path>.part`, so a later call goes on from
 * there (HTTP Range; a server that does not know it starts anew). Nothing is fetched when `path` is there already.
 * @throws FoveaError when the server cannot be reached or the file is not the published one; a wrong file is deleted
 */
export async function downloadFile(archive: Archive, path: string, options: DownloadOptions = {}): Promise<void> {
  if ((await sizeOf(path)) === archive.sizeBytes) return;
  const { retries = 5, waitMs = 2000 } = options;
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  for (let tried = 0; (await sizeOf(part)) < archive.sizeBytes; tried++) {
    const before = await sizeOf(part);
    try {
      await fetchRest(archive, part, before, options);
    } catch (cause) {
      const moved = (await sizeOf(part)) > before;
      if (cause instanceof FoveaError || (tried >= retries && !moved)) throw reachError(archive, cause);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      continue;
    }
    if (tried >= retries && (await sizeOf(part)) < archive.sizeBytes) break;
  }
  await verify(archive, part);
  await rename(part, path);
}

async function fetchRest({ url, sizeBytes }: Archive, part: string, from: number, { progress }: DownloadOptions): Promise<void> {
  const response = await fetch(url, { headers: from > 0 ? { range: `bytes=${from}-` } : {} });
  if (!response.ok || !response.body) throw new FoveaError(`${url} answers ${response.status} ${response.statusText}.`);
  const resumed = response.status === 206;
  const given = resumed ? Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]) : Number(response.headers.get('content-length') ?? Number.NaN);
  if (Number.isFinite(given) && given !== sizeBytes) {
    await response.body.cancel();
    throw new FoveaError(`${url} has ${given} bytes, expected ${sizeBytes}: it is not the published file.`);
  }
  let doneBytes = resumed ? from : 0;
  const counted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      doneBytes += piece.length;
      progress?.(doneBytes);
      yield piece;
    }
  };
  await pipeline(counted(response.body), createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
}

async function verify({ url, sizeBytes, checksum }: Archive, part: string): Promise<void> {
  const size = await sizeOf(part);
  const found = checksum && size === sizeBytes ? await checksumOf(part, checksum.algorithm) : undefined;
  if (size === sizeBytes && found === checksum?.hex) return;
  await rm(part, { force: true });
  const difference = found === undefined ? `has ${size} bytes, expected ${sizeBytes}` : `has the ${checksum?.algorithm ?? ''} ${found}, expected ${checksum?.hex ?? ''}`;
  throw new FoveaError(`What came from ${url} ${difference}. It was deleted; run the command again.`);
}

async function checksumOf(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

/** Of a file; 0 when it is not there. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(({ size }) => size, () => 0);
}

function reachError({ url }: Archive, cause: unknown): FoveaError {
  if (cause instanceof FoveaError) return cause;
  const { host } = new URL(url);
  const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
  return new FoveaError(`${host} cannot be reached (${reason}). Is this computer connected to the internet? The download of ${url} goes on where it stopped when you run the command again.`, { cause });
}
