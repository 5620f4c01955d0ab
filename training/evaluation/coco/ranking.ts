import type { ImageGroup } from './group-by-category';

/** All detections of a category over all images, best score first. */
export interface Ranking {
  /** [detections] index into the category's images. */
  readonly image: Int32Array;
  /** [detections] position among the image's own detections, 0 for its best. */
  readonly rank: Int32Array;
  /** [detections] */
  readonly score: Float64Array;
}

/** Equal scores keep the order of the images, then the order within the image. */
export function rankDetections(images: readonly ImageGroup[]): Ranking {
  const count = images.reduce((sum, { detections }) => sum + detections.length, 0);
  const [image, rank, score] = [new Int32Array(count), new Int32Array(count), new Float64Array(count)];
  let at = 0;
  for (const [index, { detections }] of images.entries()) {
    for (const [position, detection] of detections.entries()) {
      image[at] = index;
      rank[at] = position;
      score[at++] = detection.score;
    }
  }
  const order = new Int32Array(count)
    .map((_, index) => index)
    .sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b);
  return {
    image: order.map((index) => image[index] ?? 0),
    rank: order.map((index) => rank[index] ?? 0),
    score: Float64Array.from(order, (index) => score[index] ?? 0),
  };
}
