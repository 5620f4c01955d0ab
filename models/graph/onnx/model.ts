import protobuf from 'protobufjs/minimal.js';

/** The part of the Open Neural Network Exchange format (onnx.proto) that Fovea writes, and how it is written. */

export type OnnxType = 'float32' | 'int32' | 'int64' | 'bool';

/** TensorProto.DataType */
const TYPE_CODES: Readonly<Record<OnnxType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

export const typeCode = (type: OnnxType): number => TYPE_CODES[type];

export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly dims: readonly number[];
  /** Little-endian, as every machine that runs JavaScript has it. */
  readonly data: Float32Array | BigInt64Array | Uint8Array;
}

/** Whole numbers are written as INT; for a float attribute say so. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  /** '' for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: OnnxType;
  /** A string names an axis whose size is known only when the model has run. */
  readonly dims: readonly (number | string)[];
  readonly description: string;
}

export interface OnnxModel {
  readonly name: string;
  /** Of Fovea. */
  readonly producerVersion?: string;
  readonly description: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The set of operators that the writer's nodes are of; the first in which every reduction takes its axes as an input. */
export const OPSET = 18;
/** The version of the format that came with it. */
const IR_VERSION = 8;

/** The bytes of an .onnx file. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new Writer();
  writer.int(1, IR_VERSION).text(2, 'fovea').text(3, model.producerVersion ?? '').text(6, model.description);
  writer.message(7, (graph) => {
    for (const node of model.nodes) graph.message(1, (inner) => writeNode(inner, node));
    graph.text(2, model.name);
    for (const tensor of model.initializers) graph.message(5, (inner) => writeTensor(inner, tensor));
    for (const value of model.inputs) graph.message(11, (inner) => writeValueInfo(inner, value));
    for (const value of model.outputs) graph.message(12, (inner) => writeValueInfo(inner, value));
  });
  writer.message(8, (opset) => opset.text(1, '').int(2, OPSET));
  for (const [key, value] of Object.entries(model.metadata)) writer.message(14, (entry) => entry.text(1, key).text(2, value));
  return writer.finish();
}

function writeNode(writer: Writer, { name, type, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) writer.text(1, input);
  for (const output of outputs) writer.text(2, output);
  writer.text(3, name).text(4, type);
  for (const [key, value] of Object.entries(attributes)) writer.message(5, (inner) => writeAttribute(inner.text(1, key), value));
}

/** The value, and its AttributeType in field 20. */
function writeAttribute(writer: Writer, value: OnnxAttribute): void {
  if (typeof value === 'string') writer.text(4, value).int(20, 3);
  else if (typeof value === 'number') writer.int(3, value).int(20, 2);
  else if ('float' in value) writer.float(2, value.float).int(20, 1);
  else {
    for (const entry of value) writer.int(8, entry);
    writer.int(20, 7);
  }
}

function writeTensor(writer: Writer, { name, type, dims, data }: OnnxTensor): void {
  for (const size of dims) writer.int(1, size);
  writer.int(2, typeCode(type)).text(8, name).bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo(writer: Writer, { name, type, dims, description }: OnnxValueInfo): void {
  writer.text(1, name).message(2, (typeProto) => typeProto.message(1, (tensor) => {
    tensor.int(1, typeCode(type));
    tensor.message(2, (shape) => {
      for (const size of dims) shape.message(1, (dim) => (typeof size === 'number' ? dim.int(1, size) : dim.text(2, size)));
    });
  }));
  writer.text(3, description);
}

/** How a field's value follows its number (Protocol Buffers, "Encoding"). */
const Wire = { Varint: 0, Length: 2, Four: 5 } as const;

/** Protocol Buffers' writer with the field's number and its value in one call. */
class Writer {
  private readonly writer = protobuf.Writer.create();

  int(field: number, value: number): this {
    this.writer.uint32((field << 3) | Wire.Varint).int64(value);
    return this;
  }

  float(field: number, value: number): this {
    this.writer.uint32((field << 3) | Wire.Four).float(value);
    return this;
  }

  text(field: number, value: string): this {
    this.writer.uint32((field << 3) | Wire.Length).string(value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.writer.uint32((field << 3) | Wire.Length).bytes(value);
    return this;
  }

  message(field: number, write: (inner: this) => unknown): this {
    this.writer.uint32((field << 3) | Wire.Length).fork();
    write(this);
    this.writer.ldelim();
    return this;
  }

  finish(): Uint8Array {
    return this.writer.finish();
  }
}
