import { segmentation as model } from '../../../models/tasks/segmentation';
import type { ClassRegion, SegmentationPrediction } from '../../../models/prediction/prediction';
import { SegmentationTracker } from '../../../models/tracking/segmentation-tracker';
import { MODES } from '../modes';
import type { PageTask } from '../task';
import { drawBackground } from './draw-background';
import { background } from './effect';
import { EffectBar } from './effect-bar';

const describe = (regions: readonly ClassRegion[]): string => (regions.length === 0 ? 'Nobody before the background' : regions.map(({ label }) => label).join(', '));

/** Who is before the camera, apart from the background, which is blurred, replaced or left out. */
export const segmentation: PageTask<SegmentationPrediction, readonly ClassRegion[]> = {
  name: 'segmentation',
  mode: MODES.segmentation,
  invitation: 'Point it at yourself, or at someone near.',
  answers: 'mask',
  controls: { categories: false },

  choice: background,

  createTracker: () => new SegmentationTracker(),
  still: ({ regions }) => regions,
  select: (regions) => regions,
  draw: drawBackground,

  records: (regions, { width, height }) => model.toCoco({ task: 'segmentation', width, height, regions }).map((answer, index) => ({ ...answer, label: regions[index]?.label ?? '' })),
  describe,
  say: describe,

  foot: (results) => <EffectBar results={results} />,
};
