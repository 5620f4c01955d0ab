import { constants, existsSync } from 'node:fs';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CARD_FILE, type ModelSource } from '../artifact/load-card';
import { InvalidInputError, NotFoundError } from '../errors';
import { repositoryRoot } from './repository-root';

/** Where the models lie that are shipped, a folder each. */
export const modelsDirectory = join(repositoryRoot, 'public', 'models');

/** A hundred times the largest that is shipped. */
const LARGEST_CARD_BYTES = 5_000_000;
/** How much is read between two reports of progress. */
const CHUNK_BYTES = 1 << 20;

/** The files of one model in a folder. */
export function modelFolder(directory: string): ModelSource {
  return {
    async read(file, onLoaded) {
      const path = join(directory, file);
      const handle = await openPlainFile(path);
      try {
        const { size } = await handle.stat();
        if (file === CARD_FILE && size > LARGEST_CARD_BYTES) throw new InvalidInputError(`${path} has ${size} bytes; a card has at most ${LARGEST_CARD_BYTES}.`);
        const bytes = new Uint8Array(size);
        let loaded = 0;
        while (loaded < bytes.length) {
          const { bytesRead } = await handle.read(bytes, loaded, Math.min(CHUNK_BYTES, bytes.length - loaded));
          if (bytesRead === 0) break;
          loaded += bytesRead;
          onLoaded?.(loaded);
        }
        return bytes.subarray(0, loaded);
      } finally {
        await handle.close();
      }
    },
  };
}

/**
 * A file to read. Whatever else may have its name never begins or never ends: pipes, devices.
 * @throws NotFoundError
 */
export async function openPlainFile(path: string): Promise<FileHandle> {
  // At once, for who opens a pipe waits until someone writes to it; on Windows there is no such flag, nor are there such pipes.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause: unknown) => {
    throw new NotFoundError(`${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}); expected a file of a model.`, { cause });
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new NotFoundError(`${path} is not a plain file; expected a file of a model.`);
}

/** Names of the models that lie in a directory, a folder each, sorted; none where there is no such directory. */
export async function modelsIn(directory: string): Promise<string[]> {
  if (!existsSync(directory)) return [];
  const folders = await readdir(directory, { withFileTypes: true });
  return folders.filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, CARD_FILE))).map(({ name }) => name).sort();
}
