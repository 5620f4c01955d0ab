import type { Card } from '../../models/artifact/card';
import type { Size } from '../../models/geometry/box';
import type { Detection } from '../../models/prediction/prediction';

/** A picture and what was seen in it. */
export interface AnnotatedPicture {
  readonly fileName: string;
  readonly picture: Size;
  readonly detections: readonly Detection[];
  readonly card: Pick<Card, 'name' | 'title' | 'categories'>;
  readonly date: Date;
}

/**
 * What was seen, as a data set of one picture in COCO's format, with the score of each annotation as COCO's results have
 * it: annotation tools open it, and training takes it once a person has corrected it. Boxes are in the picture's pixels.
 */
export function cocoAnnotations({ fileName, picture, detections, card, date }: AnnotatedPicture) {
  return {
    info: { description: `Seen by ${card.title} in Fovea`, contributor: card.name, date_created: date.toISOString() },
    images: [{ id: 1, file_name: fileName, width: picture.width, height: picture.height, date_captured: date.toISOString() }],
    annotations: detections.map(({ categoryId, score, box: { x, y, width, height } }, index) => ({
      id: index + 1,
      image_id: 1,
      category_id: categoryId,
      bbox: [x, y, width, height].map(hundredths),
      area: hundredths(width * height),
      iscrowd: 0,
      score: Number(score.toFixed(4)),
    })),
    categories: card.categories.map(({ id, name }) => ({ id, name })),
  };
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;
