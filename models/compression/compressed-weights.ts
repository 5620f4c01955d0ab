import type { NamedValues, TensorValue } from '../layers/trainable-parameters';
import type { SafetensorsFile } from '../artifact/safetensors';
import { type CompressedTensor, decompress } from './compressed-tensor';
import { RangeDecoder } from './range-decoder';
import { SymbolDecoder } from './symbol-decoder';
import { damaged, TensorCodec } from './tensor-codec';

/**
 * Compressed weights in a safetensors file: all tensors, names and shapes included, are one arithmetic-coded stream, beside
 * the words of what tables code: two tensors of bytes, and metadata that says so. Readers that know nothing of it see a
 * well-formed file.
 */
export const CODING_KEY = 'coding';
export const CODING = 'fovea-1';
export const STREAM_TENSOR = 'stream';
export const WORDS_TENSOR = 'words';
const MOST_TENSORS = 100_000;

/** All tensors of a coder's stream; written where some are given. */
export function codeTensors(codec: TensorCodec, given?: ReadonlyMap<string, CompressedTensor>, tables?: ReadonlyMap<number, Int32Array>): Map<string, CompressedTensor> {
  codec.tables(tables);
  const entries = given && [...given].sort(([a], [b]) => (a < b ? -1 : 1));
  const count = codec.number(entries?.length);
  if (count > MOST_TENSORS) throw damaged(`there would be ${count} tensors`);
  const tensors = new Map<string, CompressedTensor>();
  for (let i = 0; i < count; i++) {
    const [givenName, tensor] = entries?.[i] ?? [];
    const name = codec.nextName(givenName);
    if (tensors.has(name)) throw damaged(`'${name}' comes twice`);
    tensors.set(name, codec.tensor(tensor));
  }
  return tensors;
}

/** Whether a file holds compressed weights. */
export const isCompressed = ({ metadata }: SafetensorsFile): boolean => metadata[CODING_KEY] !== undefined;

/**
 * The weights of a compressed file in float32.
 * @param mostValues what the card counts; a file that claims more is refused before memory is taken for it
 * @throws InvalidInputError for anything but a complete stream of this version
 */
export function decodeCompressed({ tensors, metadata }: SafetensorsFile, mostValues: number): NamedValues {
  if (metadata[CODING_KEY] !== CODING) throw damaged(`they are coded as '${metadata[CODING_KEY] ?? ''}'; this version reads '${CODING}'`);
  const [stream, words] = [tensors.get(STREAM_TENSOR), tensors.get(WORDS_TENSOR)];
  if (stream?.dtype !== 'U8' || words?.dtype !== 'U8') throw damaged(`there are no tensors '${STREAM_TENSOR}' and '${WORDS_TENSOR}' of bytes`);
  const decoder = new RangeDecoder(stream.data);
  const symbols = new SymbolDecoder(words.data);
  const codec = new TensorCodec(decoder, symbols, mostValues, () => {
    decoder.expectMore();
    symbols.expectMore();
  });
  const values = new Map<string, TensorValue>([...codeTensors(codec)].map(([name, tensor]) => [name, decompress(tensor)]));
  decoder.finish();
  symbols.finish();
  return values;
}
