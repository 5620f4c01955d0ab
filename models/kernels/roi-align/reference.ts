import { cornersAt } from '../../geometry/box';
import { boxArea, levelOfArea, type RoiAlignPlan } from './plan';

/** The feature pixels that one output cell reads along one axis, and with which weight. */
interface Taps {
  /** Taps of cell i are at `i * stride … i * stride + count[i] - 1`. */
  readonly index: Int32Array;
  readonly weight: Float64Array;
  readonly count: Int32Array;
  readonly stride: number;
}

/**
 * RoIAlign over a pyramid as a plain loop (Mask R-CNN, section 3; half-pixel sampling as in "aligned" RoIAlign).
 * A box edge at pixel p lies at p / stride - 0.5 of the map; a sample more than one pixel outside the map is 0, one nearer is clamped.
 * @param features per level, [batch, height, width, channels] as the plan's shapes say
 * @param boxes [n, 4] y1 x1 y2 x2 in input pixels
 * @param batchIndices [n] which picture of the batch; a region of a picture that does not exist reads 0
 * @param out [n, outputSize, outputSize, channels], overwritten
 */
export function roiAlign(features: readonly Float32Array[], boxes: Float32Array, batchIndices: Int32Array, plan: RoiAlignPlan, out: Float32Array): void {
  out.fill(0);
  const channels = plan.shapes[0]?.[3] ?? 0;
  forEachCell(boxes, batchIndices, plan, (level, cell, { offsets, weights, count }) => {
    const map = features[level];
    if (map === undefined) return;
    for (let tap = 0; tap < count; tap += 4) {
      const [o0 = 0, o1 = 0, o2 = 0, o3 = 0] = [offsets[tap], offsets[tap + 1], offsets[tap + 2], offsets[tap + 3]];
      const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = [weights[tap], weights[tap + 1], weights[tap + 2], weights[tap + 3]];
      for (let c = 0; c < channels; c++) {
        out[cell + c] = (out[cell + c] ?? 0) + w0 * (map[o0 + c] ?? 0) + w1 * (map[o1 + c] ?? 0) + w2 * (map[o2 + c] ?? 0) + w3 * (map[o3 + c] ?? 0);
      }
    }
  });
}

/**
 * The gradient of `roiAlign` with respect to the features.
 * @param dy [n, outputSize, outputSize, channels]
 * @param gradients per level, the features' shapes, overwritten
 */
export function roiAlignGradient(dy: Float32Array, boxes: Float32Array, batchIndices: Int32Array, plan: RoiAlignPlan, gradients: readonly Float32Array[]): void {
  for (const gradient of gradients) gradient.fill(0);
  const channels = plan.shapes[0]?.[3] ?? 0;
  forEachCell(boxes, batchIndices, plan, (level, cell, { offsets, weights, count }) => {
    const map = gradients[level];
    if (map === undefined) return;
    for (let tap = 0; tap < count; tap++) {
      const offset = offsets[tap] ?? 0;
      const weight = weights[tap] ?? 0;
      for (let c = 0; c < channels; c++) map[offset + c] = (map[offset + c] ?? 0) + weight * (dy[cell + c] ?? 0);
    }
  });
}

/** The feature pixels that an output cell reads: where their channels begin, and their weights. */
interface CellTaps {
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
  /** A multiple of four, so that the loop over the channels can take four at once; what is added has weight 0. */
  count: number;
}

/** Calls `visit` for every output cell, with where its channels begin. */
function forEachCell(boxes: Float32Array, batchIndices: Int32Array, plan: RoiAlignPlan, visit: (level: number, cell: number, taps: CellTaps) => void): void {
  const { outputSize, samplingRatio, strides, levelAreas, shapes } = plan;
  const rows = makeTaps(outputSize, samplingRatio);
  const columns = makeTaps(outputSize, samplingRatio);
  const most = (2 * samplingRatio) ** 2;
  const taps: CellTaps = { offsets: new Int32Array(most), weights: new Float64Array(most), count: 0 };
  for (let region = 0; region < batchIndices.length; region++) {
    const [y1, x1, y2, x2] = cornersAt(boxes, region);
    const level = levelOfArea(boxArea(y1, x1, y2, x2), levelAreas);
    const stride = strides[level] ?? 1;
    const [batch, height, width, channels] = shapes[level] ?? [0, 0, 0, 0];
    const picture = batchIndices[region] ?? -1;
    if (picture < 0 || picture >= batch) continue;
    fillTaps(rows, y1 / stride - 0.5, y2 / stride - 0.5, height, outputSize, samplingRatio);
    fillTaps(columns, x1 / stride - 0.5, x2 / stride - 0.5, width, outputSize, samplingRatio);
    for (let i = 0; i < outputSize; i++) {
      for (let j = 0; j < outputSize; j++) {
        combineTaps(rows, i, columns, j, picture * height, width, channels, taps);
        if (taps.count > 0) visit(level, ((region * outputSize + i) * outputSize + j) * channels, taps);
      }
    }
  }
}

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

function makeTaps(outputSize: number, samplingRatio: number): Taps {
  const stride = 2 * samplingRatio;
  return { index: new Int32Array(outputSize * stride), weight: new Float64Array(outputSize * stride), count: new Int32Array(outputSize), stride };
}

/** Bilinear taps of all samples of a cell along one axis; taps on the same pixel are added up, so small regions cost little. */
function fillTaps(taps: Taps, start: number, end: number, size: number, outputSize: number, samplingRatio: number): void {
  const step = (end - start) / (outputSize * samplingRatio);
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
      taps.weight[at] = (taps.weight[at] ?? 0) + weight / samplingRatio;
    };
    for (let sample = 0; sample < samplingRatio; sample++) {
      const position = start + (cell * samplingRatio + sample + 0.5) * step;
      if (!(position >= -1 && position <= size)) continue;
      const clamped = Math.min(Math.max(position, 0), size - 1);
      const low = Math.floor(clamped);
      add(low, 1 - (clamped - low));
      add(Math.min(low + 1, size - 1), clamped - low);
    }
    taps.count[cell] = count;
  }
}
