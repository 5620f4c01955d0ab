import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CocoAnnotation, CocoCategory, CocoDataset, CocoImage } from '../../../../models/artifact/coco';
import { InvalidInputError } from '../../../../models/errors';
import type { Size } from '../../../../models/geometry/box';
import { annotatedBox } from '../annotated-box';
import { annotatedOrientation } from '../../pictures/annotated-orientation';
import { categoryFinder } from '../category-names';
import { readCocoDataset } from './coco-json';
import { inParallel } from '../../in-parallel';
import { openPicture } from '../../pictures/open-picture';
import { PictureError } from '../../pictures/picture-error';
import { picturePath } from '../../pictures/picture-path';
import { Problems } from '../../problems';
import type { DetectionData, DetectionRecord, RecordAnnotation } from '../../record';

export interface CocoRecordsOptions {
  /** COCO JSON with the annotations. */
  readonly annotations: string;
  /** Folder that `file_name` is relative to. */
  readonly images: string;
  /**
   * The categories to train on, in the network's order, found in the file by name (see `categoryFinder`); annotations of
   * others are left out. By default the file's own.
   */
  readonly categories?: readonly CocoCategory[] | undefined;
  /** Gathers what was skipped. */
  readonly problems?: Problems | undefined;
}

/**
 * Reads object annotations in COCO's JSON, in the order of the file's images. A category outside an image's `labelled`
 * is unlabelled there, and so is one that `categories` has and the file has not.
 * Boxes that make no sense and pictures that are not there are skipped and reported to `problems`.
 * @throws NotFoundError, InvalidInputError when the file cannot be read or none of its pictures is there
 */
export async function readCocoRecords({ annotations, images, categories, problems = new Problems() }: CocoRecordsOptions): Promise<DetectionData> {
  const dataset = await readCocoDataset(annotations, problems);
  return locateRecords(dataset, { annotations, images, categories, problems });
}

/** The same of a data set that was read already. */
export async function locateRecords(dataset: CocoDataset, { annotations, images, categories, problems = new Problems() }: CocoRecordsOptions): Promise<DetectionData> {
  const sized = await inParallel(dataset.images, 64, async (image) => {
    const { width, height, file_name } = image;
    const file = picturePath(images, file_name);
    try {
      await access(file);
      return [{ ...image, ...(width === undefined || height === undefined ? (await openPicture(file)).size.shown : { width, height }) }];
    } catch (error) {
      problems.add(error instanceof PictureError ? error.kind : 'missing file', error instanceof PictureError ? error.message : file);
      return [];
    }
  });
  const there = sized.flat();
  if (there.length === 0) {
    throw new InvalidInputError(`None of the ${dataset.images.length} pictures of ${annotations} is in ${resolve(images)}; check --images.`);
  }
  const data = cocoRecords({ ...dataset, images: there }, { images, categories: categories ?? dataset.categories, problems });
  const orientation = await annotatedOrientation(data.records);
  return orientation === 'stored' ? { ...data, records: data.records.map((record) => ({ ...record, orientation })) } : data;
}

type SizedImage = CocoImage & Size;

/** A data set that knows the size of every picture. */
export type SizedDataset = Omit<CocoDataset, 'images'> & { readonly images: readonly SizedImage[] };

/** The same from a data set in memory; does not look for the files. */
export function cocoRecords(
  dataset: SizedDataset,
  { images, categories, problems }: { readonly images: string; readonly categories: readonly CocoCategory[]; readonly problems: Problems },
): DetectionData {
  const find = categoryFinder(categories.map(({ name }, index) => ({ name, index })));
  const indexOfId = new Map(dataset.categories.flatMap(({ id, name }) => {
    const found = find(name);
    return found ? [[id, found.index] as const] : [];
  }));
  const annotationsOf = groupByImage(dataset.annotations);
  const records = dataset.images.map((image): DetectionRecord => {
    const labelled = new Set((image.labelled ?? [...indexOfId.keys()]).map((id) => indexOfId.get(id)));
    const unlabelled = [...categories.keys()].filter((index) => !labelled.has(index));
    return {
      id: image.id,
      file: picturePath(images, image.file_name),
      width: image.width,
      height: image.height,
      annotations: (annotationsOf.get(image.id) ?? []).flatMap((annotation) => {
        const category = indexOfId.get(annotation.category_id);
        if (category === undefined) return [];
        return recordAnnotation(annotation, image, category, !labelled.has(category), problems);
      }),
      unlabelled,
    };
  });
  return { records, categories };
}

function recordAnnotation(annotation: CocoAnnotation, image: SizedImage, category: number, unlabelled: boolean, problems: Problems): RecordAnnotation[] {
  const [x, y, width, height] = annotation.bbox;
  const box = annotatedBox({ x, y, width, height }, image);
  if (typeof box === 'string') {
    problems.add('bad box', `${image.file_name}: ${box}`);
    return [];
  }
  return [{
    box,
    category,
    ignore: unlabelled || annotation.iscrowd === 1 || annotation.difficult === 1,
    segmentation: annotation.segmentation,
    keypoints: annotation.keypoints,
  }];
}

function groupByImage(annotations: readonly CocoAnnotation[]): ReadonlyMap<CocoAnnotation['image_id'], readonly CocoAnnotation[]> {
  const groups = new Map<CocoAnnotation['image_id'], CocoAnnotation[]>();
  for (const annotation of annotations) {
    const group = groups.get(annotation.image_id);
    if (group) group.push(annotation);
    else groups.set(annotation.image_id, [annotation]);
  }
  return groups;
}
