import { bfloat16ToFloat32, float16ToFloat32, float32ToFloat16 } from '../artifact/float16';
import { InvalidInputError } from '../errors';
import { type BitCoder, Contexts } from './bit-coder';
import { channelAxis, type CompressedTensor, sizeOfShape } from './compressed-tensor';
import { IntegerCodec, LARGEST_BITS } from './integer-codec';
import { areDense, columnClasses, FREQUENCY_TOTAL, SYMBOLS, SymbolTables, TABLE_CLASSES } from './symbol-tables';

const KINDS = ['float32', 'float16', 'scaled', 'shared'] as const;
const LARGEST_RANK = 6;
export const LARGEST_CODEBOOK = 2 ** 12;
/** Where whole numbers go that tables code: written, or read into `values`. The column of each says its class. */
export interface SymbolCoder {
  code(tables: SymbolTables, values: Int32Array, classes: Uint8Array): void;
}

/** A number's bits are counted in contexts, then follow. */
const NUMBER_BITS = 30;

/**
 * Codes tensors one behind the other: written where one is given, read where none is; the same code for both (see BitCoder).
 * What is read may be anyone's: every count is checked before memory is taken for it, and every value before it is used.
 */
export class TensorCodec {
  private readonly lengths = new Contexts(NUMBER_BITS);
  private readonly highBytes = { float16: new Contexts(256), name: new Contexts(256 * 256) };
  private readonly integers: IntegerCodec;
  private readonly scales: IntegerCodec;
  private readonly classes: IntegerCodec;
  private readonly frequencies: IntegerCodec;
  private readonly symbolTables = new SymbolTables();
  private name = '';

  /** @param left how many values may still come @param check throws where the reader is beyond the end, asked at every tensor */
  constructor(private readonly coder: BitCoder, private readonly symbols: SymbolCoder, private left: number, private readonly check: () => void = () => undefined) {
    this.integers = new IntegerCodec(coder);
    this.scales = new IntegerCodec(coder);
    this.classes = new IntegerCodec(coder);
    this.frequencies = new IntegerCodec(coder);
  }

  /** A whole number, 0 to 2^29. */
  number(value = 0): number {
    const length = 32 - Math.clz32(value + 1);
    let count = 1;
    while (this.coder.bit(this.lengths, count - 1, length > count ? 1 : 0) === 1) {
      if (++count > NUMBER_BITS) throw damaged('a number is too large');
    }
    let read = 1;
    for (let at = count - 2; at >= 0; at--) read = (read << 1) | this.coder.plain(1, ((value + 1) >> at) & 1);
    return read - 1;
  }

  /** A tensor's name: how much of the one before begins it, then the rest. */
  nextName(given = ''): string {
    const [before, bytes] = [new TextEncoder().encode(this.name), new TextEncoder().encode(given)];
    let same = 0;
    while (same < bytes.length && bytes[same] === before[same]) same++;
    same = this.number(same);
    const rest = this.number(bytes.length - same);
    if (same > before.length || rest > 1000) throw damaged('a name is too long');
    const name = new Uint8Array(same + rest);
    name.set(before.subarray(0, same));
    for (let i = same; i < name.length; i++) name[i] = this.byte(this.highBytes.name, bytes[i] ?? 0, name[i - 1] ?? 0);
    this.name = new TextDecoder('utf-8').decode(name);
    return this.name;
  }

  /** The tables that tensors refer to, by class; before the first tensor. */
  tables(given?: ReadonlyMap<number, Int32Array>): void {
    for (let tableClass = 0; tableClass < TABLE_CLASSES; tableClass++) {
      if (this.number(given?.has(tableClass) === true ? 1 : 0) === 0) continue;
      const frequencies = given?.get(tableClass)?.slice() ?? new Int32Array(SYMBOLS);
      this.frequencies.code(frequencies, 1, LARGEST_BITS);
      if (!this.symbolTables.set(tableClass, frequencies)) throw damaged(`the frequencies of a table are not ${FREQUENCY_TOTAL} together`);
    }
  }

  tensor(given?: CompressedTensor): CompressedTensor {
    const kind = KINDS[this.number(given && KINDS.indexOf(given.kind))];
    if (kind === undefined) throw damaged('a tensor is of no kind that this version knows');
    const rank = this.number(given?.shape.length);
    if (rank > LARGEST_RANK) throw damaged(`a tensor has ${rank} axes`);
    const shape = Array.from({ length: rank }, (_, axis) => this.number(given?.shape[axis]));
    const size = sizeOfShape(shape);
    if (!(size <= this.left)) throw damaged(`'${this.name}' would have ${size} values, but only ${this.left} are left of those that its card counts`);
    this.left -= size;
    this.check();
    switch (kind) {
      case 'scaled': return this.scaled(shape, size, given?.kind === kind ? given : undefined);
      case 'shared': return this.shared(shape, size, given?.kind === kind ? given : undefined);
      default: return { kind, shape, values: this.floats(kind, size, given?.kind === kind ? given.values : undefined) };
    }
  }

  private scaled(shape: readonly number[], size: number, given: Extract<CompressedTensor, { kind: 'scaled' }> | undefined): CompressedTensor {
    const ofAxis = this.number(given?.axis === undefined ? 0 : given.axis + 1);
    if (ofAxis > shape.length) throw damaged(`'${this.name}' has scales along axis ${ofAxis - 1} of ${shape.length}`);
    const axis = ofAxis === 0 ? undefined : ofAxis - 1;
    const scales = this.bfloats(axis === undefined ? 1 : shape[axis] ?? 0, given?.scales);
    return { kind: 'scaled', shape, axis, scales, integers: this.whole(shape, size, given?.integers) };
  }

  private shared(shape: readonly number[], size: number, given: Extract<CompressedTensor, { kind: 'shared' }> | undefined): CompressedTensor {
    const length = this.number(given?.codebook.length);
    const origin = this.number(given?.origin);
    if (length === 0 || length > LARGEST_CODEBOOK || origin >= length) throw damaged(`'${this.name}' has a codebook of ${length} values around number ${origin}`);
    const codebook = this.floats('float16', length, given?.codebook);
    const integers = this.whole(shape, size, given?.integers);
    if (integers.some((integer) => origin + integer < 0 || origin + integer >= length)) throw damaged(`'${this.name}' points outside its codebook`);
    return { kind: 'shared', shape, codebook, origin, integers };
  }

  private whole(shape: readonly number[], size: number, given: Int32Array | undefined): Int32Array {
    const bits = this.number(given && bitsOf(given));
    if (bits > LARGEST_BITS) throw damaged(`'${this.name}' has whole numbers of ${bits} bits`);
    const values = given?.slice() ?? new Int32Array(size);
    const columns = shape[channelAxis(shape) ?? 0] ?? 1;
    if (this.number(given && areDense(given) ? 1 : 0) === 0) this.integers.code(values, columns, bits);
    else this.symbols.code(this.symbolTables, values, this.columnClasses(given && columnClasses(given, columns), columns));
    return values;
  }

  /** Each as the difference from the one before. */
  private columnClasses(given: Int32Array | undefined, columns: number): Uint8Array {
    const steps = given?.map((tableClass, i) => tableClass - (given[i - 1] ?? 0)) ?? new Int32Array(columns);
    this.classes.code(steps, columns, TABLE_CLASS_BITS);
    let tableClass = 0;
    return Uint8Array.from(steps, (step) => {
      tableClass += step;
      if (!this.symbolTables.has(tableClass)) throw damaged(`'${this.name}' refers to table ${tableClass}, which is not there`);
      return tableClass;
    });
  }

  /** Positive float32 without their lower halves, each as the difference of its bits from the one before. */
  private bfloats(count: number, given: Float32Array | undefined): Float32Array {
    const patterns = given && new Uint16Array(new Uint32Array(given.slice().buffer).map((bits) => bits >>> 16));
    const steps = patterns ? Int32Array.from(patterns, (pattern, i) => pattern - (patterns[i - 1] ?? FIRST_PATTERN)) : new Int32Array(count);
    this.scales.code(steps, 1, LARGEST_BITS);
    let pattern = FIRST_PATTERN;
    const scales = bfloat16ToFloat32(Uint16Array.from(steps, (step) => (pattern = (pattern + step) & 0xffff)));
    if (scales.some((scale) => !Number.isFinite(scale) || scale < 0)) throw damaged(`'${this.name}' has a scale that is no positive number`);
    return scales;
  }

  private floats(kind: 'float32' | 'float16', count: number, given: Float32Array | undefined): Float32Array {
    const values = kind === 'float16' ? this.halves(count, given && float32ToFloat16(given)) : this.singles(count, given);
    if (values.some((value) => !Number.isFinite(value))) throw damaged(`'${this.name}' holds a value that is no finite number`);
    return values;
  }

  private halves(count: number, given: Uint16Array | undefined): Float32Array {
    return float16ToFloat32(Uint16Array.from({ length: count }, (_, i) => {
      const half = given?.[i] ?? 0;
      return (this.byte(this.highBytes.float16, half >>> 8) << 8) | this.coder.plain(8, half & 0xff);
    }));
  }

  private singles(count: number, given: Float32Array | undefined): Float32Array {
    const bits = given && new Uint32Array(given.slice().buffer);
    return new Float32Array(Uint32Array.from({ length: count }, (_, i) => {
      const single = bits?.[i] ?? 0;
      return ((this.coder.plain(16, single >>> 16) << 16) | this.coder.plain(16, single & 0xffff)) >>> 0;
    }).buffer);
  }

  /** Eight decisions, each in the context of those before it. @param set which 256 of the contexts */
  private byte(contexts: Contexts, value: number, set = 0): number {
    let read = 1;
    for (let at = 7; at >= 0; at--) read = (read << 1) | this.coder.bit(contexts, set * 256 + read, (value >> at) & 1);
    return read & 0xff;
  }
}

/** Of the difference of two classes. */
const TABLE_CLASS_BITS = 4;

/** The upper half of 2^-7, about what a scale is. */
const FIRST_PATTERN = 0x3c00;

const bitsOf = (integers: Int32Array): number => 32 - Math.clz32(integers.reduce((most, integer) => Math.max(most, Math.abs(integer)), 0));

export const damaged = (reason: string) => new InvalidInputError(`These compressed weights cannot be read: ${reason}. Load the file again, or with a newer version.`);
