import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu/dist/webgpu_program';
import { EngineError } from '../errors';

/** What a compute shader of ours says of itself; tfjs adds the bindings, the uniforms and the entry point. */
export interface Shader {
  /** Everything that the code was made from, but not the shapes of tensors that it reads through uniforms. */
  readonly key: string;
  /** Inputs, in the order in which they are handed over; each is an array of that name and has a uniform `<name>Shape`. */
  readonly inputs: readonly string[];
  readonly outputShape: readonly number[];
  /** Uniforms of its own, as WGSL members. */
  readonly uniforms?: string;
  /** WGSL with a `fn main(index : i32)`, which writes to `result`. */
  readonly code: string;
}

/** One thread for each number of the output, in workgroups of 64. `main` has to leave when `index >= uniforms.size`. */
export function threadPerOutput(shader: Shader): WebGPUProgram {
  const size = shader.outputShape.reduce((product, axis) => product * axis, 1);
  return program(shader, 64, Math.ceil(size / 64));
}

/** A single workgroup of 256 threads, the most that every device has; threads know themselves by `localIndex`. */
export function oneWorkgroup(shader: Shader): WebGPUProgram {
  return program(shader, WORKGROUP, 1);
}

export const WORKGROUP = 256;

function program({ key, inputs, outputShape, uniforms, code }: Shader, threads: number, groups: number): WebGPUProgram {
  return {
    shaderKey: key,
    variableNames: [...inputs],
    outputShape: [...outputShape],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [groups, 1, 1],
    workgroupSize: [threads, 1, 1],
    size: true,
    ...(uniforms !== undefined && { uniforms }),
    getUserCode: () => code,
  };
}

/** @throws EngineError where the engine is not tfjs's WebGPU */
export function webgpuBackend(backend: object): WebGPUBackend {
  if (!isWebGpu(backend)) throw new EngineError('This kernel is a compute shader, which only the webgpu engine runs.');
  return backend;
}

const isWebGpu = (backend: object): backend is WebGPUBackend => 'runWebGPUProgram' in backend;
