import { InvalidInputError } from '../../../models/errors';
import type { Accumulated } from './accumulate';
import type { FigureDefinition, Protocol } from './protocol';

/**
 * The mean of precision or recall over everything that `figure` leaves open; -1 where no category has an object.
 * @param category index of the one category to look at; default: all
 */
export function figureValue(
  { precision, recall, objects }: Accumulated,
  { thresholds, recalls, areas, maxDetections }: Protocol,
  figure: FigureDefinition,
  category?: number,
): number {
  const values = figure.of === 'precision' ? precision : recall;
  const categories = objects.length;
  const area = areas.findIndex(({ name }) => name === figure.area);
  const limit = maxDetections.indexOf(figure.maxDetections);
  const threshold = figure.threshold === undefined ? undefined : thresholds.indexOf(figure.threshold);
  if (area < 0 || limit < 0 || threshold === -1) {
    throw new InvalidInputError(`The protocol has no figure ${JSON.stringify(figure)}; areas: ${areas.map(({ name }) => name).join(', ')}; detections: ${maxDetections.join(', ')}; thresholds: ${thresholds.join(', ')}.`);
  }
  const levels = figure.of === 'precision' ? recalls.length : 1;
  const rows = { from: (threshold ?? 0) * levels, to: ((threshold ?? thresholds.length - 1) + 1) * levels };
  const columns = { from: category ?? 0, to: (category ?? categories - 1) + 1 };
  let sum = 0;
  let count = 0;
  for (let row = rows.from; row < rows.to; row++) {
    for (let column = columns.from; column < columns.to; column++) {
      const value = values[((row * categories + column) * areas.length + area) * maxDetections.length + limit] ?? -1;
      if (value < 0) continue;
      sum += value;
      count++;
    }
  }
  return count === 0 ? -1 : sum / count;
}
