import { z } from 'zod';
import { InvalidInputError } from '../errors';

/**
 * Safetensors (https://github.com/huggingface/safetensors#format): the length of a JSON header (64 bits, little
 * endian), the header `{name: {dtype, shape, data_offsets: [begin, end]}, __metadata__?}`, then the tensors' bytes
 * without gaps, little endian as every engine that tfjs runs on.
 */

/** Half precision is kept as bit patterns: see float16.ts. */
interface ElementArrays {
  F32: Float32Array;
  F16: Uint16Array;
  BF16: Uint16Array;
  I32: Int32Array;
  I8: Int8Array;
  U8: Uint8Array;
}
export type ElementType = keyof ElementArrays;

/** A tensor as a file holds it: `data` has as many elements as `shape` says. */
export type StoredTensor = {
  [Type in ElementType]: { readonly dtype: Type; readonly shape: readonly number[]; readonly data: ElementArrays[Type] };
}[ElementType];

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The free text entries of the header. */
  readonly metadata: Readonly<Record<string, string>>;
}

const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = { F32: 4, I32: 4, F16: 2, BF16: 2, I8: 1, U8: 1 };
const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** The reference implementation's limit: a header is parsed before anything in it can be trusted. */
const LARGEST_HEADER_BYTES = 100_000_000;
/** The header is padded so that the data behind it can be viewed as numbers without a copy. */
const ALIGNMENT = 8;

const count = z.int().nonnegative();
const tensorHeader = z.strictObject({
  dtype: z.enum(['F32', 'F16', 'BF16', 'I32', 'I8', 'U8']),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});
/** Not `z.record`, which leaves out an entry called `__proto__`. */
const metadataHeader = z.custom<Readonly<Record<string, string>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string'),
  'expected an object of texts',
);

/**
 * Reads a whole file. Where their place in `bytes` is aligned, tensors are views of it, not copies.
 * @throws InvalidInputError for anything but a complete, well-formed file; nothing beyond `bytes` is ever read.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const header = readHeader(bytes);
  const data = bytes.subarray(LENGTH_BYTES + header.lengthBytes);
  const tensors = new Map<string, StoredTensor>();
  let metadata: Readonly<Record<string, string>> = {};
  const places: { name: string; begin: number; end: number }[] = [];
  for (const [name, value] of header.entries) {
    if (name === METADATA) {
      metadata = check(metadataHeader, value, name);
      continue;
    }
    const { dtype, shape, data_offsets: [begin, end] } = check(tensorHeader, value, name);
    const sizeBytes = elementCount(shape) * ELEMENT_BYTES[dtype];
    if (end - begin !== sizeBytes) {
      throw malformed(`'${name}' of type ${dtype} and shape [${shape.join(', ')}] takes ${sizeBytes} bytes, but its offsets are ${begin} to ${end}`);
    }
    if (end > data.length) throw malformed(`'${name}' ends at byte ${end} of the data, but only ${data.length} are there: the file is cut off`);
    places.push({ name, begin, end });
    tensors.set(name, view(dtype, shape, data.subarray(begin, end)));
  }
  checkPlaces(places, data.length);
  return { tensors, metadata };
}

/**
 * Writes a file, the same bytes for the same content: wider types first (so that all are aligned), then by name.
 * @throws InvalidInputError where a shape does not fit its data.
 */
export function encodeSafetensors(tensors: ReadonlyMap<string, StoredTensor>, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(([nameA, a], [nameB, b]) => ELEMENT_BYTES[b.dtype] - ELEMENT_BYTES[a.dtype] || byCodeUnit(nameA, nameB));
  const entries: [string, unknown][] = [];
  const notes = Object.entries(metadata).sort(([a], [b]) => byCodeUnit(a, b));
  if (notes.length > 0) entries.push([METADATA, Object.fromEntries(notes)]);
  let end = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    if (name === METADATA) throw new InvalidInputError(`A tensor cannot be called '${METADATA}': the format keeps that name for itself.`);
    if (elementCount(shape) !== data.length) {
      throw new InvalidInputError(`'${name}' has ${data.length} elements, but its shape [${shape.join(', ')}] has ${elementCount(shape)}.`);
    }
    entries.push([name, { dtype, shape, data_offsets: [end, (end += data.byteLength)] }]);
  }

  const json = new TextEncoder().encode(toJson(entries));
  const headerBytes = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, LENGTH_BYTES);
  bytes.fill(0x20, LENGTH_BYTES + json.length, LENGTH_BYTES + headerBytes);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function readHeader(bytes: Uint8Array): { lengthBytes: number; entries: [string, unknown][] } {
  if (bytes.length < LENGTH_BYTES) throw malformed(`it has ${bytes.length} bytes, fewer than the ${LENGTH_BYTES} that every such file begins with`);
  const lengthBytes = Number(new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
  if (lengthBytes > LARGEST_HEADER_BYTES) throw malformed(`its header would have ${lengthBytes} bytes; at most ${LARGEST_HEADER_BYTES} are read`);
  if (lengthBytes > bytes.length - LENGTH_BYTES) {
    throw malformed(`its header has ${lengthBytes} bytes, but the file only ${bytes.length}: it is cut off`);
  }
  let json: string;
  let header: unknown;
  try {
    json = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + lengthBytes));
    header = JSON.parse(json);
  } catch (cause) {
    throw malformed(`its header is not JSON (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw malformed('its header is not a JSON object');
  const entries = Object.entries(header);
  const names = topLevelNames(json);
  if (names.length > entries.length) {
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    throw malformed(`its header names '${twice ?? ''}' twice`);
  }
  return { lengthBytes, entries };
}

/** The names in a JSON object, repeated ones as often as they stand there: JSON.parse keeps only the last of them. */
function topLevelNames(json: string): string[] {
  const names: string[] = [];
  let depth = 0;
  for (const [token, name] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*:|"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/g)) {
    if (name !== undefined) {
      if (depth === 1) names.push(String(JSON.parse(name)));
    } else if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
  }
  return names;
}

/** Like JSON.stringify of the object, which would move names that look like numbers to the front. */
const toJson = (entries: readonly [string, unknown][]) =>
  `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;

function checkPlaces(places: { name: string; begin: number; end: number }[], dataBytes: number): void {
  let covered = 0;
  for (const { name, begin, end } of places.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) throw malformed(`'${name}' begins at byte ${begin} of the data, inside another tensor that ends at ${covered}`);
    if (begin > covered) throw malformed(`the bytes ${covered} to ${begin} of the data belong to no tensor`);
    covered = end;
  }
  if (covered !== dataBytes) throw malformed(`the bytes ${covered} to ${dataBytes} of the data belong to no tensor`);
}

function view(dtype: ElementType, shape: readonly number[], bytes: Uint8Array): StoredTensor {
  const aligned = bytes.byteOffset % ELEMENT_BYTES[dtype] === 0 ? bytes : bytes.slice();
  const place = [aligned.buffer, aligned.byteOffset, aligned.byteLength / ELEMENT_BYTES[dtype]] as const;
  switch (dtype) {
    case 'F32': return { dtype, shape, data: new Float32Array(...place) };
    case 'F16': return { dtype, shape, data: new Uint16Array(...place) };
    case 'BF16': return { dtype, shape, data: new Uint16Array(...place) };
    case 'I32': return { dtype, shape, data: new Int32Array(...place) };
    case 'I8': return { dtype, shape, data: new Int8Array(...place) };
    case 'U8': return { dtype, shape, data: new Uint8Array(...place) };
  }
}

function check<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformed(`the header of '${name}' is wrong at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'not understood'}`);
}

const elementCount = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const malformed = (reason: string, cause?: unknown) =>
  new InvalidInputError(`This is not a safetensors file that can be read: ${reason}.`, { cause });
