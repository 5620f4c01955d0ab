import { join } from 'node:path';
import { InvalidInputError } from '../../models/errors';
import type { Prediction, SegmentationPrediction } from '../../models/prediction/prediction';
import { repositoryRoot } from '../engines/repository-root';
import { writeAside } from '../loop/write-aside';
import type { Flicker } from './flicker';

export interface FlickerRow {
  readonly clip: string;
  readonly frames: number;
  /** As the model gives it, and as the live page shows it. */
  readonly atOnce: Flicker;
  readonly live: Flicker;
}

const TEXT = join(repositoryRoot, 'training', 'experiments', 'segmentation.md');

/** Writes a table anew. @returns its file */
export async function writeFlicker(rows: readonly FlickerRow[], command: string): Promise<string> {
  await writeAside(TEXT, [
    '# A person apart from the background: what was tried', '',
    `Written by \`${command}\`. Flickering: cells of 10,000 that change sides with one frame and back with the next. Lag: how much of the last change is still missing, as time.`, '',
    '| Clip | Frames | Flickering, as seen | Flickering, as shown | Lag |', '| --- | --- | --- | --- | --- |',
    ...rows.map(({ clip, frames, atOnce, live }) => `| ${clip} | ${frames} | ${atOnce.flickering.toFixed(2)} | ${live.flickering.toFixed(2)} | ${live.lagMs.toFixed(1)} ms |`), '',
  ].join('\n'));
  return TEXT;
}

/** @throws InvalidInputError for a model of another task */
export function segmentationAnswer(prediction: Prediction, model: string): SegmentationPrediction {
  if ('regions' in prediction) return prediction;
  throw new InvalidInputError(`'${model}' does ${prediction.task}; expected a model that tells pixels apart.`);
}
