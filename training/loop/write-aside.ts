import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that, whenever the process or the machine dies, `path` holds either all of the old content or all of
 * the new: beside it, flushed to the disk, then renamed. If writing fails (a full disk), what was there stays.
 * @param keepAs where the old file is moved to in place of being overwritten
 */
export async function writeAside(path: string, bytes: Uint8Array | string, keepAs?: string): Promise<void> {
  const aside = `${path}.part`;
  try {
    const file = await open(aside, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  if (keepAs !== undefined) {
    await rename(path, keepAs).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }
  await rename(aside, path);
  await syncFolder(dirname(path));
}

/** A rename is on the disk only when its folder is. Windows has no such call, and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } finally {
    await folder?.close();
  }
}

/** Whether a file system call failed because there is nothing of that name. */
export const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
