import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUpsampledProgram } from '../../../models/kernels/add-upsampled/program';
import { at, linkedAlone, noises } from './wasm-programs';

describe('the program for a sum with repeated cells', () => {
  it('gives what a loop gives and writes nothing else', () => {
    const { run, cleared } = linkedAlone(addUpsampledProgram({ fused: false, shared: false }));
    const sizes = fc.record({ rows: fc.integer({ min: 1, max: 3 }), columns: fc.integer({ min: 1, max: 4 }), factor: fc.integer({ min: 1, max: 4 }), lanes: fc.integer({ min: 1, max: 3 }), low: fc.constantFrom(0, -Infinity) });
    fc.assert(fc.property(sizes, ({ rows, columns, factor, lanes, low }) => {
      const channels = 4 * lanes;
      const size = rows * columns * factor ** 2 * channels;
      const [map, smaller] = [noises(size, 1), noises(rows * columns * channels, 2)];
      const { floats, place } = cleared();
      const [mapAt, smallerAt, outputAt] = [place(map), place(smaller), place(new Float32Array(size))];
      const before = floats.slice();
      run(4 * mapAt, 4 * smallerAt, 4 * outputAt, rows, columns, factor, 4 * channels, low);
      before.set(map.map((value, i) => {
        const [channel, column, row] = [i % channels, Math.floor(i / channels) % (columns * factor), Math.floor(i / channels / columns / factor)];
        const cell = Math.floor(row / factor) * columns + Math.floor(column / factor);
        return Math.max(low, value + at(smaller, cell * channels + channel));
      }), outputAt);
      expect(floats).toEqual(before);
    }), { numRuns: 60 });
  });
});
