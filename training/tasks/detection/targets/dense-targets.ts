import { DISTANCE_BINS } from '../../../../models/networks/detection/dense-head';
import { cornersAt, type Corners } from '../../../../models/geometry/box';
import type { DetectionSample } from '../../../data/batches/sample';
import { assignDynamically, cellsInside, type CellPredictions } from './dynamic-assignment';

/** What every cell of one picture has to answer, and how much each answer counts. */
export interface DenseTargets {
  /** [cells] category index, -1 for nothing */
  readonly labels: Int32Array;
  /** [cells, classes] 1 where it is known whether the class is there */
  readonly known: Float32Array;
  /** [cells, 4] y1 x1 y2 x2, input pixels; 0 where there is nothing */
  readonly boxes: Float32Array;
  /** [cells] of the box: how well the cell's box fits already, for a cell that sees little should not bend it; 0 where there is nothing */
  readonly boxWeights: Float32Array;
  /** [cells, 4, bins] each side's distance (left, top, right, bottom) shared by its two neighbouring bins */
  readonly sides: Float32Array;
  /** Cells that have to find something. */
  readonly positives: number;
}

/** Weight of a box that its cell does not overlap yet. */
const LEAST_BOX_WEIGHT = 0.1;

/**
 * Gives cells their objects by what a detector predicts, and leaves open what nobody knows: classes that the picture does
 * not label, a class within its regions to ignore, and what the detector is sure to see where the labels have nothing.
 * @param strides [cells] pixels a bin
 * @param doubt from which score on a finding is believed against the labels' silence; 1 believes the labels
 * @param findings [cells, classes] the scores that are believed then
 */
export function denseTargets(
  predictions: CellPredictions, strides: Float32Array, sample: Pick<DetectionSample, 'boxes' | 'labels' | 'ignoreBoxes' | 'ignoreLabels' | 'unlabelled'>, doubt = 1, findings = predictions.scores,
): DenseTargets {
  const { centres } = predictions;
  const cells = strides.length;
  const classes = sample.unlabelled.length;
  const { objects, overlaps } = assignDynamically(predictions, sample);
  const targets = {
    labels: new Int32Array(cells).fill(-1), known: new Float32Array(cells * classes), boxes: new Float32Array(cells * 4), boxWeights: new Float32Array(cells), sides: new Float32Array(cells * 4 * DISTANCE_BINS),
  };

  const labelled = Float32Array.from(sample.unlabelled, (unlabelled) => 1 - unlabelled);
  for (let cell = 0; cell < cells; cell++) targets.known.set(labelled, cell * classes);
  for (const [region, label] of sample.ignoreLabels.entries()) {
    for (const cell of cellsInside(centres, cornersAt(sample.ignoreBoxes, region))) targets.known[cell * classes + label] = 0;
  }
  for (const [index, score] of findings.entries()) if (score > doubt) targets.known[index] = 0;

  let positives = 0;
  for (const [cell, object] of objects.entries()) {
    const label = sample.labels[object];
    if (label === undefined) continue;
    const box = cornersAt(sample.boxes, object);
    targets.labels[cell] = label;
    targets.known[cell * classes + label] = 1;
    targets.boxes.set(box, cell * 4);
    targets.boxWeights[cell] = Math.max(LEAST_BOX_WEIGHT, overlaps[cell] ?? 0);
    shareSides(targets.sides.subarray(cell * 4 * DISTANCE_BINS), box, centres[2 * cell] ?? 0, centres[2 * cell + 1] ?? 0, strides[cell] ?? 1);
    positives++;
  }
  return { ...targets, positives };
}

/** Writes the distributions of one cell's four sides. Farther than the last bin is told as the last bin. */
function shareSides(sides: Float32Array, [y1, x1, y2, x2]: Corners, x: number, y: number, stride: number): void {
  for (const [side, pixels] of [x - x1, y - y1, x2 - x, y2 - y].entries()) {
    const distance = Math.min(Math.max(pixels / stride, 0), DISTANCE_BINS - 1);
    const lower = Math.min(Math.floor(distance), DISTANCE_BINS - 2);
    sides[side * DISTANCE_BINS + lower] = lower + 1 - distance;
    sides[side * DISTANCE_BINS + lower + 1] = distance - lower;
  }
}
