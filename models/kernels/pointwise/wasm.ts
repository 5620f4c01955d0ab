import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { inputOf, type KernelArguments } from '../arguments';
import { isWasm } from '../host-memory';
import { pointwiseProgram, TILE_COLUMNS, TILE_ROWS, type Tail } from './program';

/** Of WebAssembly, which the language's own types leave to each host, what is used here. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: { readonly env: { readonly memory: object } }) => { readonly exports: Readonly<Record<string, unknown>> };
};

type Run = (input: number, weights: number, bias: number, slopes: number, output: number, buffer: number, rows: number, depth: number, columns: number, low: number, high: number) => void;

/** The range that an activation cuts its input to. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = { linear: [-Infinity, Infinity], relu: [0, Infinity], relu6: [0, 6], prelu: [-Infinity, Infinity] };

/**
 * Computes convolutions of 1 x 1 with a bias, which are matrix products, within wasm's memory, and leaves all others, and
 * those of an engine with threads, to the engine's own kernel.
 */
export function withPointwise(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const { backend, inputs: { bias, preluActivationWeights: slopes }, attrs } = args;
    const [x, filter] = [inputOf(args, 'x'), inputOf(args, 'filter')];
    const [depth, columns] = [filter.shape[2] ?? 0, filter.shape[3] ?? 0];
    const rows = x.shape.slice(0, 3).reduce((product, length) => product * length, 1);
    const activation = attrs?.activation;
    const tail = activation === 'prelu' ? 'slopes' : 'clamp';
    const range = typeof activation === 'string' ? RANGES[activation] : undefined;
    const vectors = tail === 'slopes' ? [bias, slopes] : [bias];
    if (!isWasm(backend) || range === undefined || !isPointwise(filter, attrs)) return own(args);
    if (rows < TILE_ROWS || depth < 1 || columns < TILE_COLUMNS || !vectors.every((vector) => vector !== undefined && lengthOf(vector) === columns)) return own(args);
    const run = programsOf(backend)?.[tail];
    if (run === undefined) return own(args);

    const output = backend.makeOutput([...x.shape.slice(0, 3), columns], 'float32');
    const buffer = backend.makeOutput([depth * TILE_COLUMNS], 'float32');
    const at = (tensor: tf.TensorInfo | undefined): number => (tensor === undefined ? 0 : backend.getMemoryOffset(tensor.dataId));
    run(at(x), at(filter), at(bias), at(slopes), at(output), at(buffer), rows, depth, columns, ...range);
    backend.disposeData(buffer.dataId);
    return output;
  };
}

function isPointwise({ shape: [height, width] }: tf.TensorInfo, attrs: tf.NamedAttrMap | undefined): boolean {
  const isOne = (given: unknown) => [given].flat().every((value) => value === 1);
  return height === 1 && width === 1 && isOne(attrs?.strides) && attrs?.dataFormat === 'NHWC' && ['same', 'valid', 0].some((pad) => pad === attrs.pad);
}

const lengthOf = ({ shape }: tf.TensorInfo): number => shape.reduce((product, length) => product * length, 1);

type Programs = Readonly<Record<Tail, Run>>;
const programs = new WeakMap<BackendWasm, Programs | undefined>();

/** Nothing for an engine with threads, or where there is no SIMD. */
function programsOf(backend: BackendWasm): Programs | undefined {
  if (!programs.has(backend)) programs.set(backend, link(memoryOf(backend)));
  return programs.get(backend);
}

function link(memory: object | undefined): Programs | undefined {
  const fused = [true, false].find((candidate) => WebAssembly.validate(pointwiseProgram('clamp', candidate)));
  if (memory === undefined || fused === undefined) return undefined;
  const runOf = (tail: Tail): unknown => new WebAssembly.Instance(new WebAssembly.Module(pointwiseProgram(tail, fused)), { env: { memory } }).exports.run;
  const [clamp, slopes] = [runOf('clamp'), runOf('slopes')];
  return isRun(clamp) && isRun(slopes) ? { clamp, slopes } : undefined;
}

const isRun = (exported: unknown): exported is Run => typeof exported === 'function';

/** The engine's memory, which it exports where it has one thread; with threads it is shared and exported nowhere. */
function memoryOf({ wasm }: BackendWasm): object | undefined {
  const exports: unknown = 'asm' in wasm ? wasm.asm : undefined;
  const memory = isObject(exports) && 'memory' in exports ? exports.memory : undefined;
  return isObject(memory) ? memory : undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
