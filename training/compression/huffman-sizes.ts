import type { CompressedTensor } from '../../models/compression/compressed-tensor';

/** Bytes that Deep Compression's own formats would take, to compare with (Han et al. 2016). No file of ours is written so. */

/** Bits of the distance from one weight that is kept to the next; a longer one takes a filler (their section 2). */
const GAP_BITS = { dense: 5, convolution: 8 } as const;
const INTEGER_TABLE_BITS = 8;

export interface HanSizes {
  /** Weights of 32 bits and gaps. */
  readonly pruned: number;
  /** Indices into a codebook of 32-bit values, and gaps. */
  readonly shared: number;
  /** Both of them Huffman-coded, with their tables. */
  readonly huffman: number;
}

export function hanSizes(tensors: ReadonlyMap<string, CompressedTensor>): HanSizes {
  const sizes = { pruned: 0, shared: 0, huffman: 0 };
  for (const tensor of tensors.values()) {
    if (tensor.kind !== 'shared') {
      const bits = 32 * ('values' in tensor ? tensor.values.length : tensor.integers.length);
      sizes.pruned += bits;
      sizes.shared += bits;
      sizes.huffman += bits;
      continue;
    }
    const gapBits = tensor.shape.length === 2 ? GAP_BITS.dense : GAP_BITS.convolution;
    const { gaps, indices } = gapsAndIndices(tensor.integers, 2 ** gapBits);
    const indexBits = Math.ceil(Math.log2(tensor.codebook.length));
    const codebookBits = 32 * tensor.codebook.length;
    sizes.pruned += indices.length * (32 + gapBits);
    sizes.shared += indices.length * (indexBits + gapBits) + codebookBits;
    sizes.huffman += huffmanBits(gaps) + huffmanBits(indices) + codebookBits;
  }
  return { pruned: Math.ceil(sizes.pruned / 8), shared: Math.ceil(sizes.shared / 8), huffman: Math.ceil(sizes.huffman / 8) };
}

/** How far each kept weight is from the one before, and which it is; fillers, which stand for a 0, where that is `span` and more. */
export function gapsAndIndices(integers: Int32Array, span: number): { readonly gaps: number[]; readonly indices: number[] } {
  const [gaps, indices]: [number[], number[]] = [[], []];
  let gap = 0;
  for (const integer of integers) {
    if (integer === 0 && gap < span - 1) {
      gap++;
      continue;
    }
    gaps.push(gap);
    indices.push(integer);
    gap = 0;
  }
  return { gaps, indices };
}

/** Bits of symbols in a Huffman code of their own, and of its table: for each symbol itself and its length, 8 bits each. */
export function huffmanBits(symbols: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  // Each merge of the two rarest makes all symbols below it a bit longer.
  const queue = [...counts.values()];
  let bits = queue.length === 1 ? symbols.length : 0;
  while (queue.length > 1) {
    queue.sort((a, b) => b - a);
    const merged = (queue.pop() ?? 0) + (queue.pop() ?? 0);
    bits += merged;
    queue.push(merged);
  }
  return bits + counts.size * 2 * INTEGER_TABLE_BITS;
}
