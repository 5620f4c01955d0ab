import type { TrackedDetection } from '../../../models/tracking/detection-tracker';
import type { Results } from '../task';

/** What is found, followed from frame to frame. */
export type Things = Results<readonly TrackedDetection[]>;
