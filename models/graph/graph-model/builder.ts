import type { TypedArray } from '@tensorflow/tfjs-core';
import { float16ToFloat32, float32ToFloat16 } from '../../artifact/float16';
import { EngineError } from '../../errors';
import { sizeOf, type ElementType, type Value } from '../graph';

/** An attribute as TensorFlow's NodeDef has it in JSON: texts in base64, whole numbers as texts. */
export type Attribute =
  | { readonly s: string }
  | { readonly i: string }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly type: string }
  | { readonly shape: { readonly dim: readonly { readonly size: string }[] } }
  | { readonly list: { readonly i: readonly string[] } | { readonly s: readonly string[] } };

export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, Attribute>>;
}

/** A weight as model.json lists it. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  readonly quantization?: { readonly dtype: 'float16'; readonly original_dtype: 'float32' };
}

export const text = (value: string): Attribute => ({ s: base64(value) });
export const texts = (values: readonly string[]): Attribute => ({ list: { s: values.map(base64) } });
export const whole = (value: number): Attribute => ({ i: String(value) });
export const wholes = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } });
export const typeOf = (dtype: ElementType): Attribute => ({ type: { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' }[dtype] });
export const shapeOf = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) });

/** Gathers the nodes and weights of a graph model. A tensor is the name of its node, with `:1` and so on behind the first. */
export class GraphModelBuilder {
  readonly nodes: NodeDef[] = [];
  readonly entries: WeightEntry[] = [];
  readonly data: Uint8Array[] = [];
  private readonly names = new Map<string, number>();
  private readonly tensors = new Map<Value, string>();

  /** The tensor that a value of the graph is. */
  tensorOf(value: Value): string {
    const known = this.tensors.get(value);
    if (known !== undefined) return known;
    const { constant, shape, dtype } = value;
    if (constant === undefined) throw new EngineError('A value is read before it is computed.');
    const name = this.constant(constant.values, shape, dtype, constant.name);
    this.tensors.set(value, name);
    return name;
  }

  /** Says which tensor a value is. */
  set(value: Value, tensor: string): void {
    this.tensors.set(value, tensor);
  }

  /** @returns the name of the node's first output */
  add(op: string, input: readonly string[], attr: Readonly<Record<string, Attribute>> = {}, wanted = op): string {
    const name = this.unused(wanted);
    this.nodes.push({ name, op, ...(input.length > 0 ? { input } : {}), attr });
    return name;
  }

  /** A constant; in half precision where that says the same. */
  constant(values: TypedArray | readonly number[], shape: readonly number[], dtype: ElementType, wanted = 'Const'): string {
    const name = this.add('Const', [], { dtype: typeOf(dtype) }, wanted);
    const floats = dtype === 'float32' ? Float32Array.from(values) : undefined;
    const halves = floats === undefined || sizeOf(shape) === 1 ? undefined : exactHalves(floats);
    this.entries.push({ name, shape, dtype, ...(halves === undefined ? {} : { quantization: { dtype: 'float16', original_dtype: 'float32' } as const }) });
    this.data.push(bytesOf(halves ?? floats ?? (dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values))));
    return name;
  }

  ints(values: readonly number[]): string {
    return this.constant(values, [values.length], 'int32');
  }

  private unused(wanted: string): string {
    const used = this.names.get(wanted) ?? 0;
    this.names.set(wanted, used + 1);
    return used === 0 ? wanted : `${wanted}_${used}`;
  }
}

/** The same numbers in half precision; undefined where one would change. */
function exactHalves(values: Float32Array): Uint16Array | undefined {
  const halves = float32ToFloat16(values);
  const back = float16ToFloat32(halves);
  return values.every((value, index) => value === back[index]) ? halves : undefined;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array | Uint8Array | Uint16Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648) of a short text of ASCII; browsers and Node have no common function for it. */
function base64(ascii: string): string {
  let encoded = '';
  for (let at = 0; at < ascii.length; at += 3) {
    const [a, b, c] = [ascii.charCodeAt(at), ascii.charCodeAt(at + 1), ascii.charCodeAt(at + 2)];
    const bits = (a << 16) | ((Number.isNaN(b) ? 0 : b) << 8) | (Number.isNaN(c) ? 0 : c);
    const digits = [18, 12, 6, 0].map((shift) => DIGITS[(bits >> shift) & 63] ?? '');
    encoded += digits.slice(0, Number.isNaN(b) ? 2 : Number.isNaN(c) ? 3 : 4).join('').padEnd(4, '=');
  }
  return encoded;
}
