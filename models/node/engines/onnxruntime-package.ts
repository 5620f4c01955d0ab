import { EngineError } from '../../errors';
import type { OnnxRuntime } from '../../engine/onnx-predictor';

/** The part of the package onnxruntime-node that is used. */
export interface OnnxruntimeNode extends OnnxRuntime {
  listSupportedBackends(): readonly { readonly name: string }[];
  readonly env: { readonly versions: { readonly node?: string } };
}

/** Not where the types of a package are looked for that is optional. */
const PACKAGE: string = 'onnxruntime-node';

/** Loads the package, which is optional. @throws EngineError where it is not there */
export async function importOnnxruntime(): Promise<OnnxruntimeNode> {
  const loaded: unknown = await import(PACKAGE).catch((cause: unknown) => {
    throw new EngineError(`the package "${PACKAGE}" is not installed or does not load here`, { cause });
  });
  if (!isOnnxruntime(loaded)) throw new EngineError(`the package "${PACKAGE}" is of a version that Fovea does not know`);
  return loaded;
}

const isOnnxruntime = (loaded: unknown): loaded is OnnxruntimeNode => loaded instanceof Object && 'InferenceSession' in loaded && 'listSupportedBackends' in loaded;
