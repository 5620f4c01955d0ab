import { open, readFile, stat } from 'node:fs/promises';
import { InvalidInputError, NotFoundError } from '../../errors';
import { printable } from '../../printable';
import { END_BYTES, isCutOff, KIND_BYTES, pictureKind, READABLE_FORMATS } from './picture-kind';

/** A file or bytes that begin as a picture does. */
export interface PictureSource {
  /** As a message calls it. */
  readonly name: string;
  /** As sharp takes it. */
  readonly input: string | Uint8Array;
  /** Why its pixels could not be read, in plain words: libvips' own message is no evidence, its threads share one. */
  whyDamaged(): Promise<InvalidInputError>;
}

/** @throws NotFoundError where there is no such file, InvalidInputError where it is no regular file or begins as no picture does */
export async function pictureSource(file: string | Uint8Array): Promise<PictureSource> {
  const name = pictureName(file);
  const size = typeof file === 'string' ? await regularFileSize(file, name) : file.byteLength;
  if (size === 0) throw unreadable(name, 'it is empty');
  const beginning = await bytesOf(file, 0, KIND_BYTES);
  const kind = pictureKind(beginning);
  if (kind?.readable !== true) {
    throw unreadable(name, `${kind === undefined ? 'it begins as no picture does' : `it is ${kind.name}`}; expected ${READABLE_FORMATS}`);
  }
  return {
    name,
    // libvips takes a bracket at the end of a name for options.
    input: typeof file === 'string' && file.endsWith(']') ? await readFile(file) : file,
    whyDamaged: async () => {
      const end = await bytesOf(file, Math.max(0, size - END_BYTES), END_BYTES);
      return unreadable(name, isCutOff(kind.name, beginning, end, size)
        ? `this ${kind.name} is cut off, its end is missing`
        : `this ${kind.name} is damaged, or of a kind that is not read here`);
    },
  };
}

/** The first bytes of a regular file. @throws NotFoundError, InvalidInputError */
export async function beginningOf(file: string, count: number): Promise<Uint8Array> {
  await regularFileSize(file, pictureName(file));
  return bytesOf(file, 0, count);
}

export const pictureName = (file: string | Uint8Array): string => (typeof file === 'string' ? printable(file) : 'this picture');

export const unreadable = (name: string, why: string, options?: ErrorOptions): InvalidInputError =>
  new InvalidInputError(`${name}: it cannot be read as a picture: ${why}.`, options);

/** Nothing but a regular file is opened: a pipe or a device may never answer, or never end. */
async function regularFileSize(file: string, name: string): Promise<number> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new NotFoundError(`${name}: there is no such file.`, { cause });
  });
  if (found.isFile()) return found.size;
  const what = found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device';
  throw unreadable(name, `it is ${what}, expected a file`);
}

async function bytesOf(file: string | Uint8Array, from: number, count: number): Promise<Uint8Array> {
  if (typeof file !== 'string') return file.subarray(from, from + count);
  const handle = await open(file).catch((cause: unknown) => {
    throw unreadable(pictureName(file), 'it may not be opened by this user', { cause });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
