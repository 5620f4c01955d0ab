import type { Detection } from '../../../models/prediction/prediction';
import { printable } from '../../../models/printable';

/** What was found where, a line a thing. */
export const describeThings = (things: readonly Pick<Detection, 'label' | 'score' | 'box'>[]): string[] => things.map(({ label, score, box }) =>
  `${score.toFixed(2)} ${printable(label)} at ${Math.round(box.x)}, ${Math.round(box.y)}, ${Math.round(box.width)} x ${Math.round(box.height)}`);

export const describeDetections = ({ detections }: { readonly detections: readonly Detection[] }): string[] => describeThings(detections);
