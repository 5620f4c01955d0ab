import type { TensorInfo } from '@tensorflow/tfjs-core';
import { inputOf, inputsOf, type KernelArguments } from '../arguments';
import { hostMemory, isWasm } from '../host-memory';
import { FLOAT_BYTES, VECTOR_BYTES, WORD_BYTES } from '../../wasm/assembler';
import { addressIn, linkProgram } from '../../wasm/link';
import { cut, partsOf } from '../../wasm/parts';
import { roiAlignOnHost } from './host';
import { planFromAttributes } from './plan';
import { BLOCKS, HEAD_WORDS, TERM_WORDS, weightedRowsProgram } from './program';
import { forEachCell, mostTaps } from './taps';

/** Multiply-adds that are worth a thread, some ten microseconds. */
const WORTHWHILE = 60_000;

/**
 * RoIAlign within wasm's memory: which pixels a cell reads is worked out here, and the sums are a program's. Channels that
 * do not fill vectors are left to the plain loop.
 */
export function roiAlignOnWasm(args: KernelArguments): TensorInfo {
  const { backend } = args;
  const plan = planFromAttributes(args.attrs);
  const { outputSize, shapes } = plan;
  const channels = shapes[0]?.[3] ?? 0;
  const block = BLOCKS.find((vectors) => channels * FLOAT_BYTES >= vectors * VECTOR_BYTES);
  if (!isWasm(backend) || block === undefined || (channels * FLOAT_BYTES) % VECTOR_BYTES !== 0) return roiAlignOnHost(args);
  const program = linkProgram(backend, `weighted rows by ${block}`, (target) => weightedRowsProgram(block, target));
  if (program === undefined) return roiAlignOnHost(args);

  const [boxes, batchIndices] = [inputOf(args, 'boxes'), inputOf(args, 'batchIndices')];
  const cells = (boxes.shape[0] ?? 0) * outputSize ** 2;
  const sumWords = HEAD_WORDS + TERM_WORDS * mostTaps(plan);
  const memory = hostMemory(backend);
  const output = memory.make([boxes.shape[0] ?? 0, outputSize, outputSize, channels], 'float32');
  const sums = memory.make([cells, sumWords], 'int32');
  const at = addressIn(backend);
  const levels = inputsOf(args, 'level', shapes.length).map(at);
  const words = memory.ints(sums);
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  // Cells that nothing is read for stay 0.
  memory.floats(output).fill(0);
  let [count, terms] = [0, 0];
  forEachCell(memory.floats(boxes), memory.ints(batchIndices), plan, (level, cell, taps) => {
    let word = count++ * sumWords;
    words[word++] = at(output) + cell * FLOAT_BYTES;
    words[word++] = taps.count * TERM_WORDS * WORD_BYTES;
    for (let tap = 0; tap < taps.count; tap++) {
      words[word++] = (levels[level] ?? 0) + (taps.offsets[tap] ?? 0) * FLOAT_BYTES;
      floats[word++] = taps.weights[tap] ?? 0;
    }
    terms += taps.count;
  });
  if (count > 0) {
    const parts = cut(count, partsOf(terms * channels, WORTHWHILE, program.threads), 1);
    program.run(parts.map(([first, end]) => [at(sums) + first * sumWords * WORD_BYTES, end - first, sumWords * WORD_BYTES, channels * FLOAT_BYTES]));
  }
  backend.disposeData(sums.dataId);
  return output;
}
