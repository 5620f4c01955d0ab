import { instances as model } from '../../../models/tasks/instances';
import type { Instance, InstancesPrediction } from '../../../models/prediction/prediction';
import { DetectionTracker, type Tracked } from '../../../models/tracking/detection-tracker';
import { detection } from '../detection';
import { presentThings, selectThings, stillThings } from '../detection/things';
import { MODES } from '../modes';
import type { PageTask } from '../task';
import { drawInstances } from './draw-instances';

/** Things cut out along their edges, followed and told as boxes are: a mask lies in its box and moves with it. */
export const instances: PageTask<InstancesPrediction, readonly Tracked<Instance>[]> = {
  ...detection,
  name: 'instances',
  mode: MODES.instances,
  answers: 'masks',

  createTracker: () => new DetectionTracker<Instance>(),
  still: ({ detections }, filter, only) => stillThings(detections, filter, only),
  select: selectThings,
  draw: drawInstances,

  records(shown, { width, height }) {
    const detections = presentThings(shown);
    const answers = model.toCoco({ task: 'instances', width, height, detections });
    return answers.map((answer, index) => ({ ...answer, label: detections[index]?.label ?? '', trackId: detections[index]?.id ?? 0 }));
  },
};
