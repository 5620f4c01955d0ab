import type { CocoResult } from '../../../models/artifact/coco';
import { toCocoResults } from '../../../models/artifact/coco-results';
import { InvalidInputError } from '../../../models/errors';
import { MASK_EDGE, stretchMask } from '../../../models/geometry/box-mask';
import { pictureFrame } from '../../../models/node/pictures/sharp-frame';
import type { Predictor } from '../../../models/predictor';
import type { Prediction } from '../../../models/prediction/prediction';
import { openAnnotated } from '../../data/pictures/open-picture';
import { PictureError } from '../../data/pictures/picture-error';
import type { Showing } from '../../evaluation/run-model';
import type { LabelledPicture } from './labelled-masks';
import { overlapOf, type Overlap } from './overlap';

/** How well each of the model's categories was found in one picture. */
export interface SegmentedPicture {
  readonly overlaps: readonly Overlap[];
  /** Whether the picture shows the category. */
  readonly shows: readonly boolean[];
}

export interface SegmentedPictures {
  readonly seen: readonly SegmentedPicture[];
  readonly results: readonly CocoResult[];
}

/** Shows pictures to a model and compares what it says of each pixel, at the picture's own resolution. Files that cannot be used are reported. */
export async function segmentPictures(predictor: Predictor, pictures: readonly LabelledPicture[], { problems, onImage }: Omit<Showing, 'predictor'>): Promise<SegmentedPictures> {
  const seen: SegmentedPicture[] = [];
  const results: CocoResult[] = [];
  for (const [index, labelled] of pictures.entries()) {
    try {
      const { picture, orientation } = await openAnnotated(labelled);
      const size = picture.size[orientation];
      const truths = await labelled.masks();
      const { prediction } = await predictor.predict(pictureFrame(picture, orientation), { scoreThreshold: 0 });
      results.push(...toCocoResults(prediction, { id: labelled.id, file_name: labelled.fileName }));
      seen.push({
        overlaps: truths.map((there, category) => {
          if (there.length !== size.width * size.height) throw new PictureError('size differs', `${labelled.file}: its mask has ${there.length} pixels; expected ${size.width * size.height}`);
          return overlapOf(pixelsOf(prediction, predictor.card.categories[category]?.id), there, size);
        }),
        shows: truths.map((there) => there.includes(1)),
      });
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      problems.add(error.kind, error.message);
    }
    onImage(index + 1);
  }
  return { seen, results };
}

function pixelsOf(prediction: Prediction, categoryId: number | undefined): Uint8Array {
  if (!('regions' in prediction)) throw new InvalidInputError(`Expected a model that tells pixels apart; this one's task is ${prediction.task}.`);
  const { width, height, regions } = prediction;
  const region = regions.find((one) => one.categoryId === categoryId);
  return region === undefined ? new Uint8Array(width * height) : Uint8Array.from(stretchMask(region.mask, { width, height }), (value) => Number(value > MASK_EDGE));
}
