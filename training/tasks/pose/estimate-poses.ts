import type { CocoAnnotation, CocoDataset, CocoImage, CocoResult } from '../../../models/artifact/coco';
import { toCocoResults } from '../../../models/artifact/coco-results';
import { pixelFrame } from '../../../models/frames/pixel-frame';
import { posesInBoxes, type PosePredictor } from '../../../models/pose/poses-in-boxes';
import { annotatedOrientation } from '../../data/pictures/annotated-orientation';
import { inOrder } from '../../data/batches/in-order';
import { openAnnotated } from '../../data/pictures/open-picture';
import { PictureError } from '../../data/pictures/picture-error';
import { annotatedFile } from '../../data/pictures/picture-path';
import type { Problems } from '../../data/problems';

export interface EstimatePosesOptions {
  readonly dataset: CocoDataset;
  /** Those of the data set that are shown to the model. */
  readonly images: readonly CocoImage[];
  /** Folder that `file_name` is relative to. */
  readonly folder: string;
  /** Gathers the pictures that could not be used. */
  readonly problems: Problems;
  readonly onImage?: ((done: number) => void) | undefined;
}

/** A person who is annotated, and what the model says of the same box. */
export interface EstimatedPose {
  readonly annotation: CocoAnnotation;
  readonly result: CocoResult;
}

export interface EstimatedPoses {
  readonly seen: readonly EstimatedPose[];
  /** How many pictures could be used. */
  readonly images: number;
}

/** The poses of all persons whose keypoints are annotated, in their true boxes. Pictures that cannot be used are skipped and reported. */
export async function estimatePoses(predictor: PosePredictor, { dataset, images, folder, problems, onImage }: EstimatePosesOptions): Promise<EstimatedPoses> {
  const { mean } = predictor.card.input;
  const files = images.map((image) => ({ image, file: annotatedFile(folder, image) }));
  const orientation = await annotatedOrientation(files.map(({ file }) => file));
  const seen: EstimatedPose[] = [];
  let used = 0;
  let done = 0;
  const decoded = inOrder(files.map(({ image, file }) => async () => {
    const annotations = annotatedPersons(dataset, image);
    try {
      const opened = await openAnnotated({ ...file, orientation });
      return { image, annotations, size: opened.picture.size[opened.orientation], pixels: await opened.picture.decode({ orientation: opened.orientation, background: mean }) };
    } catch (error) {
      if (error instanceof PictureError) return error;
      throw error;
    }
  }), 2);
  for await (const one of decoded) {
    if (one instanceof PictureError) problems.add(one.kind, one.message);
    onImage?.(++done);
    if (one instanceof PictureError) continue;
    used++;
    const boxes = one.annotations.map(({ bbox: [x, y, width, height] }) => ({ box: { x, y, width, height }, score: 1 }));
    const { prediction } = await posesInBoxes(predictor, pixelFrame(one.pixels), boxes, one.size);
    const results = toCocoResults(prediction, one.image);
    one.annotations.forEach((annotation, index) => {
      const result = results[index];
      if (result !== undefined) seen.push({ annotation, result: { ...result, category_id: annotation.category_id } });
    });
  }
  return { seen, images: used };
}

/** Persons of a picture whose keypoints are annotated. */
export const annotatedPersons = ({ annotations }: CocoDataset, { id }: CocoImage): CocoAnnotation[] =>
  annotations.filter(({ image_id, num_keypoints = 0 }) => image_id === id && num_keypoints > 0);
