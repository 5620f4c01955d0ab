import { EngineError } from '../errors';

const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const HAS_MOST = 1;
const IS_SHARED = 2;

/** A gigabyte: some phones refuse to reserve more, and no network here comes near. */
export const MOST_SHARED_BYTES = 2 ** 30;
const MOST_PAGES = MOST_SHARED_BYTES / 2 ** 16;

/**
 * A module of WebAssembly with a memory of its own, which it then exports as one that threads can share, of a gigabyte at
 * most. Its code stays as it is: loads and stores are the same.
 * @throws EngineError where a module has no memory of its own with a limit that can be replaced
 */
export function withSharedMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(module);
  for (let at = HEADER_BYTES; at < bytes.length;) {
    const [length, content] = unsignedAt(bytes, at + 1);
    if (bytes[at] !== MEMORY_SECTION) {
      at = content + length;
      continue;
    }
    const [count, limits] = unsignedAt(bytes, content);
    const [least, mostAt] = unsignedAt(bytes, limits + 1);
    if (count !== 1 || bytes[limits] !== HAS_MOST || least > MOST_PAGES) break;
    bytes[limits] = HAS_MOST | IS_SHARED;
    writeUnsigned(bytes, mostAt, content + length, MOST_PAGES);
    return bytes;
  }
  throw new EngineError('The binary of the wasm engine has no memory of its own that could be shared; another version than this was written for?');
}

/** A number in LEB128. @returns it and where it ends */
function unsignedAt(bytes: Uint8Array, start: number): readonly [value: number, end: number] {
  let value = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return [value, at + 1];
  }
  throw new EngineError('The binary of the wasm engine ends in the middle of a number.');
}

/** LEB128 over exactly the given bytes. */
function writeUnsigned(bytes: Uint8Array, start: number, end: number, value: number): void {
  for (let at = start; at < end; at++) bytes[at] = (Math.floor(value / 2 ** (7 * (at - start))) & 0x7f) | (at < end - 1 ? 0x80 : 0);
}
