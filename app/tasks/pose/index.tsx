import { COCO_KEYPOINTS } from '../../../models/pose/coco-keypoints';
import type { Person, PosePrediction } from '../../../models/prediction/prediction';
import { pose as model } from '../../../models/tasks/pose';
import type { Tracked } from '../../../models/tracking/detection-tracker';
import { PoseTracker } from '../../../models/tracking/pose-tracker';
import { SeenList } from '../detection/seen-list';
import { presentThings, selectThings } from '../detection/things';
import { MODES } from '../modes';
import type { PageTask } from '../task';
import { drawPoses } from './draw-poses';
import { PoseBar } from './pose-bar';
import { poseChoice } from './pose-choice';

const describe = ({ length }: readonly unknown[]): string => (length === 0 ? 'Nobody' : length === 1 ? '1 person' : `${length} people`);

/** People's joints, followed from frame to frame. */
export const pose: PageTask<PosePrediction, readonly Tracked<Person>[]> = {
  name: 'pose',
  mode: MODES.pose,
  invitation: 'Point it at people, best with all of the body in the picture.',
  answers: 'poses',
  controls: { certainty: { name: 'Certainty', describe: (percent) => `Show who is seen with at least ${percent} % certainty` }, categories: false },

  choice: poseChoice,

  createTracker: () => new PoseTracker(),

  still: ({ persons }, { threshold, hidden }) => persons
    .filter(({ score, categoryId }) => score >= threshold && !hidden.includes(categoryId))
    .map((person, index) => ({ ...person, id: index + 1, opacity: 1 })),
  select: selectThings,
  draw: drawPoses,

  records(shown, { width, height }) {
    const persons = presentThings(shown);
    return model.toCoco({ task: 'pose', width, height, persons }).map((answer, index) => ({ ...answer, label: persons[index]?.label ?? '', trackId: persons[index]?.id ?? 0 }));
  },

  joints: COCO_KEYPOINTS,
  describe,
  say: describe,

  head: (results) => <SeenList results={results} />,
  foot: (results) => <PoseBar results={results} />,
  hidesPicture: () => poseChoice.get().alone,
};
