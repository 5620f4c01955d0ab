import type { CocoAnnotation, CocoBox, CocoResult } from '../../../models/artifact/coco';

/** Intersection over union of boxes, and over the detection's own area for a crowd: [detections, objects]. */
export function boxSimilarity(detections: readonly CocoResult[], objects: readonly CocoAnnotation[]): Float64Array {
  const similarity = new Float64Array(detections.length * objects.length);
  let at = 0;
  for (const detection of detections) {
    for (const object of objects) {
      similarity[at++] = boxOverlap(detection.bbox, object.bbox, object.iscrowd === 1);
    }
  }
  return similarity;
}

/**
 * @param overFirst divide by the first box's area instead of the union
 * @param grow added to every width and height: 1 where the right and bottom pixels belong to the box, as in VOC's devkit
 */
export function boxOverlap(first: CocoBox, second: CocoBox, overFirst = false, grow = 0): number {
  const [x1, y1, width1, height1] = first;
  const [x2, y2, width2, height2] = second;
  const width = Math.min(x1 + width1, x2 + width2) - Math.max(x1, x2) + grow;
  if (width <= 0) return 0;
  const height = Math.min(y1 + height1, y2 + height2) - Math.max(y1, y2) + grow;
  if (height <= 0) return 0;
  const intersection = width * height;
  const area1 = (width1 + grow) * (height1 + grow);
  return intersection / (overFirst ? area1 : area1 + (width2 + grow) * (height2 + grow) - intersection);
}
