import { EngineError } from '../../errors';
import { sameShape, sizeOf, type Constant, type Value } from '../graph';
import type { OnnxBuilder } from './builder';
import { permute } from './permute';

/**
 * A value with its channels before its rows and columns, [n, …channels, h, w], as convolutions of ONNX want it. The value
 * itself has the shape […, …channels], where the first axes are n, h and w or two or all three of them as one.
 */
export interface ChannelsFirst {
  readonly name: string;
  readonly spatial: readonly [n: number, h: number, w: number];
  /** One axis, or more where the network looks at its channels as groups. */
  readonly channels: readonly number[];
}

/**
 * Which ONNX tensor stands for which value. A value may be there as it is ("plain"), with its channels first, or both; the
 * other way is made when something asks for it. So there is a transpose only where the network really changes its mind,
 * and none between convolutions.
 */
export class Lowering {
  private readonly plainNames = new Map<Value, string>();
  private readonly forms = new Map<Value, ChannelsFirst>();

  constructor(readonly builder: OnnxBuilder) {}

  setPlain(value: Value, name: string): void {
    this.plainNames.set(value, name);
  }

  setChannelsFirst(value: Value, form: ChannelsFirst): void {
    this.forms.set(value, form);
  }

  /** The value with its channels first, if it is there in that way. */
  formOf(value: Value): ChannelsFirst | undefined {
    return this.forms.get(value);
  }

  /** The value with its own shape. */
  plain(value: Value): string {
    const known = this.plainNames.get(value);
    if (known !== undefined) return known;
    const name = this.makePlain(value);
    this.plainNames.set(value, name);
    return name;
  }

  /** A value [n, h, w, c] with its channels first. */
  channelsFirst(value: Value): ChannelsFirst {
    const known = this.forms.get(value);
    if (known !== undefined) return known;
    const [n, h, w, c] = value.shape;
    if (n === undefined || h === undefined || w === undefined || c === undefined || value.shape.length !== 4) {
      throw new EngineError(`Expected a value of shape [n, h, w, c], found [${value.shape.join(', ')}].`);
    }
    const form: ChannelsFirst = { name: this.permuted(value, [0, 3, 1, 2]), spatial: [n, h, w], channels: [c] };
    this.forms.set(value, form);
    return form;
  }

  /** A value with its axes in another order; a constant is written in that order. */
  permuted(value: Value, order: readonly number[], shape = order.map((axis) => value.shape[axis] ?? 1)): string {
    const { constant } = value;
    if (constant === undefined || value.dtype !== 'float32') {
      const turned = this.builder.add('Transpose', [this.plain(value)], { perm: order });
      return sameShape(shape, order.map((axis) => value.shape[axis] ?? 1)) ? turned : this.reshape(turned, shape);
    }
    return this.builder.floats(permute(floats(constant), value.shape, order), shape, constant.name);
  }

  reshape(name: string, shape: readonly number[]): string {
    return this.builder.add('Reshape', [name, this.builder.ints(shape)]);
  }

  /** A constant as an initializer, with a shape of the caller's choice. */
  constant({ dtype, constant }: Value, shape: readonly number[]): string {
    if (constant === undefined) throw new EngineError('A value that the exported model needs as a constant is computed.');
    switch (dtype) {
      case 'float32': return this.builder.floats(floats(constant), shape, constant.name);
      case 'int32': return this.builder.ints(constant.values, shape);
      case 'bool': return this.builder.bools(constant.values, shape);
    }
  }

  private makePlain(value: Value): string {
    if (value.constant !== undefined) return this.constant(value, value.shape);
    const form = this.forms.get(value);
    if (form === undefined) throw new EngineError('A value is read before it is computed.');
    const { name, spatial: [n, h, w], channels } = form;
    // One pixel or one channel: the numbers are in the same order either way.
    if (h * w === 1 || sizeOf(channels) === 1) return this.reshape(name, value.shape);
    const order = [0, channels.length + 1, channels.length + 2, ...channels.map((_, axis) => axis + 1)];
    const turned = this.builder.add('Transpose', [name], { perm: order });
    return sameShape(value.shape, [n, h, w, ...channels]) ? turned : this.reshape(turned, value.shape);
  }
}

/** Where an axis of a value of this shape lies in its channels-first form; undefined if it lies among merged ones. */
export function axisIn({ spatial, channels }: ChannelsFirst, shape: readonly number[], axis: number): number | undefined {
  const first = shape.length - channels.length;
  if (axis >= first) return axis - first + 1;
  if (!sameShape(shape.slice(0, first), spatial)) return undefined;
  return axis === 0 ? 0 : channels.length + axis;
}

/** The form that `name` has, a tensor made from `like` by changing sizes along some axes of it. */
export function resized(name: string, dims: readonly number[]): ChannelsFirst {
  const [n = 1] = dims;
  const [h = 1, w = 1] = dims.slice(-2);
  return { name, spatial: [n, h, w], channels: dims.slice(1, -2) };
}

/** The shape of the ONNX tensor. */
export const dimsOf = ({ spatial: [n, h, w], channels }: ChannelsFirst): number[] => [n, ...channels, h, w];

const floats = ({ values }: Constant): Float32Array => (values instanceof Float32Array ? values : new Float32Array(values));
