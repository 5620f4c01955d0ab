/** Names of what goes into an exported model and comes out of it, in every format. */
export const PICTURE_INPUT = 'image';
export const DETECTION_OUTPUTS = ['boxes', 'scores', 'labels'] as const;
export const CLASSIFICATION_OUTPUT = 'probabilities';
