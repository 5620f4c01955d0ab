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
  forEachCell(boxes, batchIndices, plan, (level, channels, feature, cell, weight) => {
    const map = features[level];
    if (map === undefined) return;
    for (let c = 0; c < channels; c++) out[cell + c] = (out[cell + c] ?? 0) + weight * (map[feature + c] ?? 0);
  });
}

/**
 * The gradient of `roiAlign` with respect to the features.
 * @param dy [n, outputSize, outputSize, channels]
 * @param gradients per level, the features' shapes, overwritten
 */
export function roiAlignGradient(dy: Float32Array, boxes: Float32Array, batchIndices: Int32Array, plan: RoiAlignPlan, gradients: readonly Float32Array[]): void {
  for (const gradient of gradients) gradient.fill(0);
  forEachCell(boxes, batchIndices, plan, (level, channels, feature, cell, weight) => {
    const map = gradients[level];
    if (map === undefined) return;
    for (let c = 0; c < channels; c++) map[feature + c] = (map[feature + c] ?? 0) + weight * (dy[cell + c] ?? 0);
  });
}

/** Calls `visit` with the offsets of every (feature pixel, output cell) pair that a region connects, and their weight. */
function forEachCell(
  boxes: Float32Array,
  batchIndices: Int32Array,
  plan: RoiAlignPlan,
  visit: (level: number, channels: number, feature: number, cell: number, weight: number) => void,
): void {
  const { outputSize, samplingRatio, strides, levelAreas, shapes } = plan;
  const rows = makeTaps(outputSize, samplingRatio);
  const columns = makeTaps(outputSize, samplingRatio);
  for (let region = 0; region < batchIndices.length; region++) {
    const y1 = boxes[4 * region] ?? 0;
    const x1 = boxes[4 * region + 1] ?? 0;
    const y2 = boxes[4 * region + 2] ?? 0;
    const x2 = boxes[4 * region + 3] ?? 0;
    const level = levelOfArea(boxArea(y1, x1, y2, x2), levelAreas);
    const stride = strides[level] ?? 1;
    const [batch, height, width, channels] = shapes[level] ?? [0, 0, 0, 0];
    const picture = batchIndices[region] ?? -1;
    if (picture < 0 || picture >= batch) continue;
    fillTaps(rows, y1 / stride - 0.5, y2 / stride - 0.5, height, outputSize, samplingRatio);
    fillTaps(columns, x1 / stride - 0.5, x2 / stride - 0.5, width, outputSize, samplingRatio);
    for (let i = 0; i < outputSize; i++) {
      for (let j = 0; j < outputSize; j++) {
        const cell = ((region * outputSize + i) * outputSize + j) * channels;
        for (let a = i * rows.stride; a < i * rows.stride + (rows.count[i] ?? 0); a++) {
          const row = (picture * height + (rows.index[a] ?? 0)) * width;
          for (let b = j * columns.stride; b < j * columns.stride + (columns.count[j] ?? 0); b++) {
            visit(level, channels, (row + (columns.index[b] ?? 0)) * channels, cell, (rows.weight[a] ?? 0) * (columns.weight[b] ?? 0));
          }
        }
      }
    }
  }
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
