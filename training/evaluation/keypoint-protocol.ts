import type { CocoAnnotation, CocoResult } from '../../models/artifact/coco';
import { COCO_SIGMAS } from '../../models/pose/coco-keypoints';
import { ALL_AREAS, BOX_PROTOCOL, COCO_RECALLS, COCO_THRESHOLDS, type Protocol, type Similarity } from './coco/protocol';

/** Keypoints that are annotated, hidden or not. */
const labelledKeypoints = ({ keypoints = [] }: CocoAnnotation): number => keypoints.filter((flag, index) => index % 3 === 2 && flag > 0).length;

/** numpy's spacing(1), which pycocotools adds to areas. */
const EPSILON = 2 ** -52;

/**
 * Object keypoint similarity: the mean of exp(-d² / (2 area (2 sigma)²)) over the annotated keypoints. Of an object without any
 * d is how far a keypoint lies outside a box of thrice the size.
 */
export const keypointSimilarity = (sigmas: readonly number[]): Similarity => (detections, objects) =>
  Float64Array.from(detections.flatMap((detection) => objects.map((object) => similarityOf(detection, object, sigmas))));

function similarityOf({ keypoints: found = [] }: CocoResult, object: CocoAnnotation, sigmas: readonly number[]): number {
  const { keypoints: annotated = [], bbox: [x, y, width, height], area } = object;
  const labelled = labelledKeypoints(object);
  const beyond = (value: number, start: number, length: number) => Math.max(0, start - length - value) + Math.max(0, value - (start + 2 * length));
  const similarities = sigmas.flatMap((sigma, index) => {
    const [trueX = 0, trueY = 0, flag = 0] = annotated.slice(3 * index, 3 * index + 3);
    if (labelled > 0 && flag === 0) return [];
    const [foundX = 0, foundY = 0] = found.slice(3 * index, 3 * index + 2);
    const [dx, dy] = labelled > 0 ? [foundX - trueX, foundY - trueY] : [beyond(foundX, x, width), beyond(foundY, y, height)];
    return [Math.exp(-(dx ** 2 + dy ** 2) / (2 * sigma) ** 2 / (area + EPSILON) / 2)];
  });
  return similarities.reduce((sum, value) => sum + value, 0) / similarities.length;
}

const MOST_PERSONS = 20;

/** COCO's keypoint challenge. */
export const KEYPOINT_PROTOCOL = {
  similarity: keypointSimilarity(COCO_SIGMAS),
  // Where results have boxes pycocotools takes those, and not the extent of the keypoints.
  resultArea: BOX_PROTOCOL.resultArea,
  ignores: (annotation: CocoAnnotation) => labelledKeypoints(annotation) === 0,
  thresholds: COCO_THRESHOLDS,
  recalls: COCO_RECALLS,
  areas: [ALL_AREAS, ...BOX_PROTOCOL.areas.filter(({ name }) => name === 'medium' || name === 'large')],
  maxDetections: [MOST_PERSONS],
  figures: {
    ap: { of: 'precision', area: 'all', maxDetections: MOST_PERSONS },
    ap50: { of: 'precision', threshold: 0.5, area: 'all', maxDetections: MOST_PERSONS },
    ap75: { of: 'precision', threshold: 0.75, area: 'all', maxDetections: MOST_PERSONS },
    apMedium: { of: 'precision', area: 'medium', maxDetections: MOST_PERSONS },
    apLarge: { of: 'precision', area: 'large', maxDetections: MOST_PERSONS },
    ar: { of: 'recall', area: 'all', maxDetections: MOST_PERSONS },
    ar50: { of: 'recall', threshold: 0.5, area: 'all', maxDetections: MOST_PERSONS },
    ar75: { of: 'recall', threshold: 0.75, area: 'all', maxDetections: MOST_PERSONS },
    arMedium: { of: 'recall', area: 'medium', maxDetections: MOST_PERSONS },
    arLarge: { of: 'recall', area: 'large', maxDetections: MOST_PERSONS },
  },
} as const satisfies Protocol;
