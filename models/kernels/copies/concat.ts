import * as tf from '@tensorflow/tfjs-core';
import { numberOf, type KernelArguments } from '../arguments';
import { addressIn } from '../../wasm/link';
import { copyRows } from './copy-rows';
import { wasmBackend } from './wasm-backend';

/** Concatenates within wasm's memory, where the backend's own kernel makes a view for every row of every tensor; strings and what is empty are left to it. */
export function withConcat(own: tf.KernelFunc): tf.KernelFunc {
  return (args: KernelArguments) => {
    const inputs = Object.values(args.inputs).filter((input) => input !== undefined);
    const [first] = inputs;
    if (first === undefined || inputs.length < 2 || first.dtype === 'string' || inputs.some(({ shape }) => tf.util.sizeFromShape(shape) === 0)) return own(args);
    const given = numberOf(args.attrs, 'axis');
    const axis = given < 0 ? given + first.shape.length : given;
    const shapes = inputs.map(({ shape }) => shape);
    tf.backend_util.assertParamsConsistent(shapes, axis);

    const backend = wasmBackend(args.backend);
    const output = backend.makeOutput(tf.backend_util.computeOutShape(shapes, axis), first.dtype);
    const view = backend.typedArrayFromHeap(output);
    const memory = new Uint8Array(view.buffer);
    const at = addressIn(backend);
    const rowBytes = ({ shape }: tf.TensorInfo) => shape.slice(axis).reduce((product, length) => product * length, view.BYTES_PER_ELEMENT);
    const [count, toStep] = [tf.util.sizeFromShape(first.shape.slice(0, axis)), rowBytes(output)];
    let to = at(output);
    for (const input of inputs) {
      const bytes = rowBytes(input);
      copyRows(backend, memory, { from: at(input), to, count, bytes, fromStep: bytes, toStep });
      to += bytes;
    }
    return output;
  };
}
