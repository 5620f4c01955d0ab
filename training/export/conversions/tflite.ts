import { float16ToFloat32 } from '../../../models/artifact/float16';
import { InvalidInputError } from '../../../models/errors';
import type { TensorValue } from '../../../models/layers/trainable-parameters';

/** Numbers of TensorFlow Lite's schema (tensorflow/lite/schema/schema.fbs): the identifier of a file, a type, and fields by their place. */
const IDENTIFIER = 'TFL3';
const FLOAT16 = 1;
const MODEL = { subgraphs: 2, buffers: 4 };
const SUBGRAPH = { tensors: 0 };
const TENSOR = { shape: 0, type: 1, buffer: 2, name: 3 };
const BUFFER = { data: 0 };

/**
 * The weights that a TensorFlow Lite file keeps as float16, by their names. A file is a FlatBuffer: tables point to their
 * fields and lists by 32-bit offsets from where the pointer lies.
 * @throws InvalidInputError for what is no such file
 */
export function readTflite(bytes: Uint8Array): Map<string, TensorValue> {
  if (String.fromCharCode(...bytes.subarray(4, 8)) !== IDENTIFIER) throw new InvalidInputError('This is no TensorFlow Lite file: it does not have TFL3 at its fifth byte.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const follow = (at: number) => at + view.getUint32(at, true);
  /** Where a field of a table lies; undefined where it has its default. */
  const field = (table: number, place: number): number | undefined => {
    const layout = table - view.getInt32(table, true);
    const entry = 4 + 2 * place;
    const offset = entry < view.getUint16(layout, true) ? view.getUint16(layout + entry, true) : 0;
    return offset === 0 ? undefined : table + offset;
  };
  const list = (table: number, place: number): { readonly first: number; readonly length: number } => {
    const at = field(table, place);
    return at === undefined ? { first: 0, length: 0 } : { first: follow(at) + 4, length: view.getUint32(follow(at), true) };
  };
  const tables = (table: number, place: number): number[] => {
    const { first, length } = list(table, place);
    return Array.from({ length }, (_, i) => follow(first + 4 * i));
  };

  try {
    const model = follow(0);
    const buffers = tables(model, MODEL.buffers);
    return new Map(tables(model, MODEL.subgraphs).flatMap((graph) => tables(graph, SUBGRAPH.tensors)).flatMap((tensor): [string, TensorValue][] => {
      const type = field(tensor, TENSOR.type);
      if (type === undefined || view.getUint8(type) !== FLOAT16) return [];
      const at = field(tensor, TENSOR.buffer);
      const data = list(buffers[at === undefined ? 0 : view.getUint32(at, true)] ?? model, BUFFER.data);
      const shape = list(tensor, TENSOR.shape);
      const name = list(tensor, TENSOR.name);
      return [[String.fromCharCode(...bytes.subarray(name.first, name.first + name.length)), {
        shape: Array.from({ length: shape.length }, (_, i) => view.getInt32(shape.first + 4 * i, true)),
        values: float16ToFloat32(Uint16Array.from({ length: data.length / 2 }, (_, i) => view.getUint16(data.first + 2 * i, true))),
      }]];
    }));
  } catch (cause) {
    throw new InvalidInputError('This TensorFlow Lite file is damaged: an offset leads out of it.', { cause });
  }
}
