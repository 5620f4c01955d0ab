import { cornersAt } from '../../geometry/box';
import { ADAPTIVE, boxArea, levelOfArea, mostSamples, type RoiAlignPlan } from './plan';

/** The feature pixels that one output cell reads along one axis, and with which weight. */
interface Taps {
  /** Taps of cell i are at `i * stride … i * stride + count[i] - 1`. */
  readonly index: Int32Array;
  readonly weight: Float64Array;
  readonly count: Int32Array;
  readonly stride: number;
}

/** The feature pixels that an output cell reads: where their channels begin, and their weights. */
export interface CellTaps {
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
  /** A multiple of four, so that the loop over the channels can take four at once; what is added has weight 0. */
  count: number;
}

/** Calls `visit` for every output cell, with where its channels begin. */
export function forEachCell(boxes: Float32Array, batchIndices: Int32Array, plan: RoiAlignPlan, visit: (level: number, cell: number, taps: CellTaps) => void): void {
  const { outputSize, strides, levelAreas, shapes } = plan;
  const most = mostTaps(plan);
  const [rows, columns] = ([1, 2] as const).map((axis) => makeTaps(outputSize, samplesAlong(plan, axis))) as [Taps, Taps];
  const taps: CellTaps = { offsets: new Int32Array(most), weights: new Float64Array(most), count: 0 };
  for (let region = 0; region < batchIndices.length; region++) {
    const [y1, x1, y2, x2] = cornersAt(boxes, region);
    const level = levelOfArea(boxArea(y1, x1, y2, x2), levelAreas);
    const stride = strides[level] ?? 1;
    const [batch, height, width, channels] = shapes[level] ?? [0, 0, 0, 0];
    const picture = batchIndices[region] ?? -1;
    if (picture < 0 || picture >= batch) continue;
    fillTaps(rows, y1 / stride, y2 / stride, height, plan);
    fillTaps(columns, x1 / stride, x2 / stride, width, plan);
    for (let i = 0; i < outputSize; i++) {
      for (let j = 0; j < outputSize; j++) {
        combineTaps(rows, i, columns, j, picture * height, width, channels, taps);
        if (taps.count > 0) visit(level, ((region * outputSize + i) * outputSize + j) * channels, taps);
      }
    }
  }
}

/** The most taps that a cell may have, a multiple of four. */
export const mostTaps = (plan: RoiAlignPlan): number => 4 * samplesAlong(plan, 1) * samplesAlong(plan, 2);

/** The most samples of a cell along rows (1) or columns (2) of any level. */
const samplesAlong = (plan: RoiAlignPlan, axis: 1 | 2): number => Math.max(1, ...plan.shapes.map((shape) => mostSamples(plan, shape[axis])));

/** Every row that cell i reads with every column that cell j reads. */
function combineTaps(rows: Taps, i: number, columns: Taps, j: number, firstRow: number, width: number, channels: number, out: CellTaps): void {
  let count = 0;
  for (let a = i * rows.stride; a < i * rows.stride + (rows.count[i] ?? 0); a++) {
    const row = (firstRow + (rows.index[a] ?? 0)) * width;
    for (let b = j * columns.stride; b < j * columns.stride + (columns.count[j] ?? 0); b++) {
      out.offsets[count] = (row + (columns.index[b] ?? 0)) * channels;
      out.weights[count] = (rows.weight[a] ?? 0) * (columns.weight[b] ?? 0);
      count++;
    }
  }
  for (; count % 4 !== 0; count++) {
    out.offsets[count] = out.offsets[0] ?? 0;
    out.weights[count] = 0;
  }
  out.count = count;
}

function makeTaps(outputSize: number, samples: number): Taps {
  const stride = 2 * samples;
  return { index: new Int32Array(outputSize * stride), weight: new Float64Array(outputSize * stride), count: new Int32Array(outputSize), stride };
}

/**
 * Bilinear taps of all samples of a cell along one axis; taps on the same pixel are added up, so small regions cost little.
 * @param from, to the region's edges in strides
 */
function fillTaps(taps: Taps, from: number, to: number, size: number, plan: RoiAlignPlan): void {
  const { outputSize, halfPixel, samplingRatio } = plan;
  const start = halfPixel ? from - 0.5 : from;
  const length = halfPixel ? to - from : Math.max(1, to - from);
  const samples = samplingRatio === ADAPTIVE ? Math.min(Math.max(1, Math.ceil(length / outputSize)), mostSamples(plan, size)) : samplingRatio;
  const step = length / (outputSize * samples);
  for (let cell = 0; cell < outputSize; cell++) {
    const first = cell * taps.stride;
    let count = 0;
    const add = (index: number, weight: number): void => {
      if (weight === 0) return;
      let at = first;
      while (at < first + count && taps.index[at] !== index) at++;
      if (at === first + count) {
        taps.index[at] = index;
        taps.weight[at] = 0;
        count++;
      }
      taps.weight[at] = (taps.weight[at] ?? 0) + weight / samples;
    };
    for (let sample = 0; sample < samples; sample++) {
      const position = start + (cell * samples + sample + 0.5) * step;
      if (!(position >= -1 && position <= size)) continue;
      const clamped = Math.min(Math.max(position, 0), size - 1);
      const low = Math.floor(clamped);
      add(low, 1 - (clamped - low));
      add(Math.min(low + 1, size - 1), clamped - low);
    }
    taps.count[cell] = count;
  }
}
