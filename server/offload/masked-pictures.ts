import { bytesOf, type BinaryInput } from '../../models/protocol/bytes';

/**
 * What a client sends over a websocket is masked (RFC 6455, section 5.3), and to undo it byte by byte, as ws does, takes
 * longer than everything else about a frame that is never looked at. So pictures stay masked until somebody wants them.
 */
const masks = new WeakMap<object, Uint8Array>();

const BINARY = 2;
const NO_MASK = new Uint8Array(4);

/** What is used of the receiver of ws, which has no public way to leave a message masked. */
interface MaskingReceiver {
  _opcode: number;
  _fin: boolean;
  _fragmented: number;
  _mask: Uint8Array | undefined;
  getMask(): void;
  prependListener(event: 'message', listener: (data: unknown) => void): unknown;
}

/** From now on binary messages that come whole arrive masked. @returns false where ws is of another make: they arrive as ever */
export function keepMasked(websocket: unknown): boolean {
  const receiver: unknown = websocket instanceof Object ? Reflect.get(websocket, '_receiver') : undefined;
  if (!isMaskingReceiver(receiver)) return false;
  let kept: Uint8Array | undefined;
  const readMask = receiver.getMask.bind(receiver);
  receiver.getMask = () => {
    receiver._mask = undefined;
    readMask();
    // One message's parts have a mask each.
    if (receiver._mask === undefined || receiver._opcode !== BINARY || !receiver._fin || receiver._fragmented !== 0) return;
    kept = Uint8Array.from(receiver._mask);
    receiver._mask = NO_MASK;
  };
  receiver.prependListener('message', (data) => {
    if (kept !== undefined && data instanceof Uint8Array) masks.set(data, kept);
    kept = undefined;
  });
  return true;
}

const isMaskingReceiver = (value: unknown): value is MaskingReceiver =>
  value instanceof Object && ['_opcode', '_fin', '_fragmented', '_mask'].every((field) => field in value) && 'getMask' in value && 'prependListener' in value;

/** A picture as it came: what it costs to read it is paid by who reads it. */
export class ArrivedPicture {
  private readonly data: Uint8Array;
  private mask: Uint8Array | undefined;

  constructor(message: BinaryInput) {
    this.data = bytesOf(message);
    this.mask = masks.get(message);
  }

  /** Bytes. */
  get length(): number {
    return this.data.length;
  }

  /** A copy of the first ones. */
  head(count: number): Uint8Array {
    const first = this.data.slice(0, count);
    if (this.mask !== undefined) unmask(first, this.mask);
    return first;
  }

  /** All of it. */
  bytes(): Uint8Array {
    if (this.mask !== undefined) unmask(this.data, this.mask);
    this.mask = undefined;
    return this.data;
  }
}

/** In place, and four bytes at a time where they lie at an address for that. */
function unmask(bytes: Uint8Array, mask: Uint8Array): void {
  const start = Math.min(bytes.length, (4 - (bytes.byteOffset % 4)) % 4);
  const words = new Uint32Array(bytes.buffer, start === bytes.length ? 0 : bytes.byteOffset + start, (bytes.length - start) >> 2);
  const [word = 0] = new Uint32Array(Uint8Array.from([0, 1, 2, 3], (index) => mask[(start + index) & 3] ?? 0).buffer);
  unmaskBytes(bytes, mask, 0, start);
  for (let index = 0; index < words.length; index++) words[index] = (words[index] ?? 0) ^ word;
  unmaskBytes(bytes, mask, start + 4 * words.length, bytes.length);
}

function unmaskBytes(bytes: Uint8Array, mask: Uint8Array, from: number, to: number): void {
  for (let index = from; index < to; index++) bytes[index] = (bytes[index] ?? 0) ^ (mask[index & 3] ?? 0);
}
