import { CODING, CODING_KEY, codeTensors, STREAM_TENSOR, WORDS_TENSOR } from '../../models/compression/compressed-weights';
import { type CompressedTensor, sizeOfShape } from '../../models/compression/compressed-tensor';
import { TensorCodec } from '../../models/compression/tensor-codec';
import { encodeSafetensors, type StoredTensor } from '../../models/artifact/safetensors';
import { frequencyTables } from './frequency-tables';
import { RangeEncoder } from './range-encoder';
import { SymbolEncoder } from './symbol-encoder';

/** Writes tensors as a file of compressed weights, the same bytes for the same tensors; `decodeCompressed` reads it. */
export function encodeCompressed(tensors: ReadonlyMap<string, CompressedTensor>, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  const { stream, words } = encodeStreams(tensors);
  const asTensor = (data: Uint8Array): StoredTensor => ({ dtype: 'U8', shape: [data.length], data });
  return encodeSafetensors(new Map([[STREAM_TENSOR, asTensor(stream)], [WORDS_TENSOR, asTensor(words)]]), { ...metadata, [CODING_KEY]: CODING });
}

function encodeStreams(tensors: ReadonlyMap<string, CompressedTensor>): { readonly stream: Uint8Array; readonly words: Uint8Array } {
  const encoder = new RangeEncoder();
  const symbols = new SymbolEncoder();
  const size = [...tensors.values()].reduce((sum, { shape }) => sum + sizeOfShape(shape), 0);
  codeTensors(new TensorCodec(encoder, symbols, size), tensors, frequencyTables(tensors));
  return { stream: encoder.finish(), words: symbols.finish() };
}
