import type { Card, Keypoints } from '../../models/artifact/card';
import type { Size } from '../../models/geometry/box';
import type { ResultRecord } from '../tasks/task';

/** A picture and what was seen in it. */
export interface AnnotatedPicture {
  readonly fileName: string;
  readonly picture: Size;
  readonly records: readonly ResultRecord[];
  readonly card: Pick<Card, 'name' | 'title' | 'categories'>;
  readonly date: Date;
  readonly joints?: Joints | undefined;
}

/** What of a body its records name. */
export type Joints = Pick<Keypoints, 'names' | 'skeleton'>;

/**
 * What was seen, as a data set of one picture in COCO's format, with the score of each annotation as COCO's results have
 * it: annotation tools open it, and training takes it once a person has corrected it. Boxes are in the picture's pixels.
 */
export function cocoAnnotations({ fileName, picture, records, card, date, joints }: AnnotatedPicture) {
  return {
    info: { description: `Seen by ${card.title} in Fovea`, contributor: card.name, date_created: date.toISOString() },
    images: [{ id: 1, file_name: fileName, width: picture.width, height: picture.height, date_captured: date.toISOString() }],
    annotations: records.map((record, index) => cocoAnnotation(record, index + 1, 1)),
    categories: cocoCategories(card, joints),
  };
}

/** COCO counts the joints of a skeleton from one. */
export const cocoCategories = ({ categories }: Pick<Card, 'categories'>, joints: Joints | undefined) => categories.map(({ id, name }) => ({
  id, name,
  ...(joints !== undefined && { keypoints: joints.names, skeleton: joints.skeleton.map(([from, to]) => [from + 1, to + 1]) }),
}));

/** @param trackId is left out where nothing is followed */
export function cocoAnnotation({ bbox, score, category_id, segmentation, keypoints }: ResultRecord, id: number, imageId: number, trackId?: number) {
  const [, , width, height] = bbox;
  return {
    id, image_id: imageId, category_id,
    ...(trackId !== undefined && { track_id: trackId }),
    bbox: bbox.map((value) => rounded(value, 2)),
    area: rounded(width * height, 2),
    iscrowd: 0,
    score: rounded(score, 4),
    ...(segmentation !== undefined && { segmentation }),
    ...(keypoints !== undefined && { keypoints }),
  };
}

export const rounded = (value: number, places: number): number => Number(value.toFixed(places));
