/** What a binary attachment may be: a browser gets an ArrayBuffer, Node a Buffer, and either may send a view. */
export type BinaryInput = ArrayBuffer | ArrayBufferView;

export const isBinary = (value: unknown): value is BinaryInput => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/**
 * The bytes of an attachment, without a copy. A view keeps its offset: Node's buffers lie anywhere in a larger block,
 * at addresses that no multi-byte array can start from, so never build one over `bytes.buffer`.
 */
export function bytesOf(value: BinaryInput): Uint8Array {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
