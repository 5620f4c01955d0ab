import { EngineError } from '../../errors';
import { sizeOf, type Value } from '../graph';
import { LANES, lanes } from './step';

/** The trained numbers of a program, all in one buffer, as its kernels read them: vectors of four, zeros where there are fewer. */
export class PackedParameters {
  private readonly parts: Float32Array[] = [];
  private readonly known = new Map<Value, number>();
  private vectors = 0;

  /**
   * Rows of channels, both filled up to multiples of four vectors' lanes where asked.
   * @param value a constant [.., depth, channels]; undefined for zeros
   * @param depth rows that belong together: each such block is filled up to a multiple of four
   * @returns where it begins, in vectors
   */
  add(value: Value | undefined, channels: number, depth?: number): number {
    const found = value && this.known.get(value);
    if (found !== undefined) return found;
    const values = value?.constant?.values;
    if (value !== undefined && values?.length !== sizeOf(value.shape)) throw new EngineError('parameters whose numbers are not known');
    const rows = values === undefined ? 1 : values.length / channels;
    const block = depth ?? rows;
    const filledBlock = depth === undefined ? rows : lanes(depth) * LANES;
    const width = lanes(channels) * LANES;
    const part = new Float32Array((rows / block) * filledBlock * width);
    for (let row = 0; row < rows && values !== undefined; row++) {
      const to = (Math.floor(row / block) * filledBlock + (row % block)) * width;
      for (let channel = 0; channel < channels; channel++) part[to + channel] = values[row * channels + channel] ?? 0;
    }
    const at = this.vectors;
    if (value !== undefined) this.known.set(value, at);
    this.parts.push(part);
    this.vectors += part.length / LANES;
    return at;
  }

  /** All of them, one after another; never empty. */
  packed(): Float32Array<ArrayBuffer> {
    const all = new Float32Array(Math.max(1, this.vectors) * LANES);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
