import { detection as model } from '../../../models/tasks/detection';
import type { DetectionPrediction } from '../../../models/prediction/prediction';
import { DetectionTracker, type TrackedDetection } from '../../../models/tracking/detection-tracker';
import { MODES } from '../modes';
import type { PageTask } from '../task';
import { countClasses, describeCounts } from './count-classes';
import { drawDetections } from './draw-detections';
import { PickedThing } from './picked-thing';
import { SeenList } from './seen-list';
import { thingAt } from './thing-at';
import { presentThings, selectThings, stillThings } from './things';
import { ThingsList } from './things-list';

const describe = (shown: readonly TrackedDetection[]): string => describeCounts(countClasses(shown));

/** Things with a box each, followed from frame to frame. */
export const detection: PageTask<DetectionPrediction, readonly TrackedDetection[]> = {
  name: 'detection',
  mode: MODES.detection,
  invitation: 'Point it at people, things, animals or a street.',
  answers: 'boxes',
  controls: { certainty: { name: 'Certainty', describe: (percent) => `Show what is at least ${percent} % certain` }, categories: true },

  createTracker: () => new DetectionTracker(),

  still: ({ detections }, filter, only) => stillThings(detections, filter, only),
  select: selectThings,
  draw: drawDetections,

  records(shown, { width, height }) {
    const detections = presentThings(shown);
    const answers = model.toCoco({ task: 'detection', width, height, detections });
    return answers.map((answer, index) => ({ ...answer, label: detections[index]?.label ?? '', trackId: detections[index]?.id ?? 0 }));
  },

  describe,
  say: describe,

  thingAt: (shown, point, placement, mirrored) => thingAt(shown, point, placement, mirrored)?.id,

  head: (results) => (
    <>
      <SeenList results={results} />
      <ThingsList results={results} />
    </>
  ),
  foot: (results, hideCategory) => <PickedThing results={results} onHideCategory={hideCategory} />,
};
