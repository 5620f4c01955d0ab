export type { Prediction, TaskName } from '../tasks';
export type { ClassificationPrediction, ClassScore } from '../tasks/classification';
export type { Detection, DetectionPrediction } from '../tasks/detection';
export type { Instance, InstancesPrediction } from '../tasks/instances';
export type { Keypoint, Person, PosePrediction } from '../tasks/pose';
export type { ClassRegion, SegmentationPrediction } from '../tasks/segmentation';
export type { StylePrediction, StyleShare } from '../tasks/style';
export type { PredictOptions } from '../tasks/task';
