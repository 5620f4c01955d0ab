import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../../errors';
import { isWasm } from '../host-memory';

/** @throws EngineError for any engine but wasm */
export function wasmBackend(backend: object): BackendWasm {
  if (!isWasm(backend)) throw new EngineError('This kernel copies within the memory of the wasm engine, which this engine is not.');
  return backend;
}
