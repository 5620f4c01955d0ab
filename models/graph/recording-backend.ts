import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';
import { nmsComposed } from '../kernels/nms/composed';
import { nmsKernel } from '../kernels/nms/register';
import { roiAlignKernel } from '../kernels/roi-align/register';
import { roiAlignComposed } from '../kernels/roi-align/webgl';
import { layerOf, type ElementType, type GraphNode, type Value } from './graph';
import { signaturesOf, traceableKernels } from './shapes';

export const RECORDER = 'fovea-recorder';

/** Our kernels as compositions of tfjs's own. */
const COMPOSITIONS: Readonly<Record<string, tf.KernelFunc>> = { [nmsKernel]: nmsComposed, [roiAlignKernel]: roiAlignComposed };

/** An engine of tfjs that computes nothing but shapes, and writes down what it is asked to compute. */
class RecordingBackend extends tf.KernelBackend {
  readonly nodes: GraphNode[] = [];
  /** The part of the network that is being written now, for nodes that read no parameters. */
  place = '';
  private readonly values = new WeakMap<object, Value>();
  /** How many tensors stand for a value. tfjs miscounts tensors when it is told too early that a value is free. */
  private readonly references = new WeakMap<object, number>();

  /** @param standardOnly records our own kernels as compositions of tfjs's */
  constructor(readonly standardOnly: boolean) {
    super();
  }

  /** A tensor of this engine that stands for a value. */
  tensorOf(value: Value): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.infoOf(value), this);
  }

  valueBehind({ dataId }: tf.TensorInfo): Value {
    const value = this.values.get(dataId);
    if (value === undefined) throw new EngineError('A network used a tensor that was made before it was recorded; make constants inside its forward function.');
    return value;
  }

  record(kernel: string, inputs: tf.NamedTensorInfoMap, attributes: tf.NamedAttrMap): tf.TensorInfo[] {
    const values = Object.fromEntries(Object.entries(inputs).flatMap(([name, info]) => (info === undefined || info === null ? [] : [[name, this.valueBehind(info)] as const])));
    const signatures = signaturesOf(kernel, {
      attrs: attributes,
      list: Object.values(values),
      input: (name) => {
        const value = values[name];
        if (value === undefined) throw new EngineError(`${kernel} was called without its input '${name}'.`);
        return value;
      },
    });
    const outputs = signatures.map(({ shape, dtype }): Value => ({ shape, dtype }));
    this.nodes.push({ kernel, attributes, inputs: values, outputs, place: layerOf({ inputs: values }) || this.place });
    return outputs.map((value) => this.infoOf(value));
  }

  override write(values: tf.BackendValues | null, shape: number[], dtype: tf.DataType): object {
    return this.infoOf({ shape, dtype: elementType(dtype), constant: { values: typedArray(values, dtype) } }).dataId;
  }

  override readSync(dataId: object): tf.BackendValues {
    const constant = this.values.get(dataId)?.constant;
    if (constant === undefined) throw new EngineError('A network read a tensor while it was recorded; the numbers are not known before it runs.');
    return constant.values;
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override incRef(dataId: object): void { this.references.set(dataId, this.refCount(dataId) + 1); }
  override refCount(dataId: object): number { return this.references.get(dataId) ?? 1; }
  override disposeData(dataId: object): boolean {
    this.references.set(dataId, this.refCount(dataId) - 1);
    return this.refCount(dataId) < 1;
  }

  override numDataIds(): number { return 0; }
  override floatPrecision(): 32 { return 32; }
  override memory(): { unreliable: boolean } { return { unreliable: true }; }
  override dispose(): void { /* Nothing is held. */ }

  private infoOf(value: Value): tf.TensorInfo {
    const dataId = {};
    this.values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }
}

/**
 * Runs `work` with a fresh recorder as tfjs's engine and puts the engine back that was there before. Synchronous, so that
 * nothing else of this process runs in between.
 */
export function withRecorder<T>(standardOnly: boolean, work: (recorder: RecordingBackend) => T): T {
  registerKernels();
  const recorder = new RecordingBackend(standardOnly);
  const before = currentBackend();
  tf.registerBackend(RECORDER, () => recorder);
  try {
    // A backend that is made synchronously is current when the call returns; the promise has nothing to add.
    void tf.setBackend(RECORDER);
    return work(recorder);
  } finally {
    tf.removeBackend(RECORDER);
    if (before !== undefined) void tf.setBackend(before);
  }
}

function currentBackend(): string | undefined {
  // Typed as always there, but there is none until an engine was started.
  const name: string | null | undefined = tf.getBackend();
  return name ?? undefined;
}

function registerKernels(): void {
  for (const kernelName of traceableKernels) {
    if (tf.getKernel(kernelName, RECORDER) !== undefined) continue;
    tf.registerKernel({
      kernelName,
      backendName: RECORDER,
      kernelFunc: ({ inputs, attrs, backend }) => {
        if (!isRecorder(backend)) throw new EngineError('A recorded kernel was called by another engine.');
        const composed = backend.standardOnly ? COMPOSITIONS[kernelName] : undefined;
        if (composed !== undefined) return composed({ inputs, attrs: attrs ?? {}, backend });
        const outputs = backend.record(kernelName, inputs, given(attrs));
        const [only] = outputs;
        return only === undefined || LISTS.has(kernelName) ? outputs : only;
      },
    });
  }
}

/**
 * By what it can do, not by its class: tfjs keeps one list of kernels even where this module is loaded twice, as a development
 * server does after a change.
 */
const isRecorder = (backend: unknown): backend is RecordingBackend => typeof backend === 'object' && backend !== null && 'record' in backend;

/** Kernels that return a list even of one. */
const LISTS: ReadonlySet<string> = new Set([tf.NonMaxSuppressionV4, tf.SplitV, tf.TopK, tf.Unpack]);

/** The attributes that say something; tfjs writes `undefined` for those that do not. */
const given = (attrs: tf.NamedAttrMap = {}): tf.NamedAttrMap => Object.fromEntries(Object.entries(attrs).filter(([, value]: [string, unknown]) => value !== undefined && value !== null));

function elementType(dtype: tf.DataType): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new EngineError(`A network made a tensor of type ${dtype}; recorded are float32, int32 and bool.`);
}

function typedArray(values: tf.BackendValues | null, dtype: tf.DataType): tf.TypedArray {
  if (values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array) return values;
  throw new EngineError(`A network made a tensor of type ${dtype} from something that is not an array of numbers.`);
}
