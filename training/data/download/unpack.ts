import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import * as tar from 'tar';
import { openPromise } from 'yauzl';
import { FoveaError } from '../../../models/errors';

/** Where an entry goes, relative to the folder; undefined leaves it out. */
export type Place = (entry: string) => string | undefined;

/**
 * Unpacks a .zip, a .tar or a single file's .gz into `folder`. An entry that leads out of it is an error.
 * @returns the number of files written
 */
export async function unpack(archive: string, folder: string, place: Place): Promise<number> {
  await mkdir(folder, { recursive: true });
  try {
    if (archive.endsWith('.gz') && !archive.endsWith('.tar.gz')) return await unpackOne(archive, folder, place);
    return archive.endsWith('.zip') ? await unpackZip(archive, folder, place) : await unpackTar(archive, folder, place);
  } catch (cause) {
    if (cause instanceof FoveaError) throw cause;
    throw new FoveaError(`${archive} cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A single file, compressed; its name is the archive's without the ending. */
async function unpackOne(archive: string, folder: string, place: Place): Promise<number> {
  const placed = place(basename(archive, '.gz'));
  if (placed === undefined) return 0;
  const file = inside(folder, placed);
  await mkdir(dirname(file), { recursive: true });
  await pipeline(createReadStream(archive), createGunzip(), createWriteStream(file));
  return 1;
}

async function unpackZip(archive: string, folder: string, place: Place): Promise<number> {
  const zip = await openPromise(archive);
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    const placed = entry.fileName.endsWith('/') ? undefined : place(entry.fileName);
    if (placed === undefined) continue;
    const file = inside(folder, placed);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file));
    count++;
  }
  return count;
}

async function unpackTar(archive: string, folder: string, place: Place): Promise<number> {
  let count = 0;
  await tar.extract({
    file: archive,
    cwd: folder,
    strict: true,
    filter: (name, entry) => 'type' in entry && entry.type === 'File' && place(name) !== undefined,
    onReadEntry: (entry) => {
      const placed = place(entry.path);
      if (placed === undefined) return;
      entry.path = placed;
      inside(folder, placed);
      count++;
    },
  });
  return count;
}

function inside(folder: string, placed: string): string {
  const path = normalize(placed);
  if (isAbsolute(path) || path === '..' || path.startsWith(`..${sep}`)) throw new FoveaError(`The archive has an entry that leads out of its folder: ${placed}`);
  return join(folder, path);
}
