import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CocoAnnotation, CocoCategory, CocoDataset, CocoImage } from '../../models/artifact/coco';
import { InvalidInputError } from '../../models/errors';
import { annotatedBox } from './annotated-box';
import { annotatedOrientation } from './annotated-orientation';
import { toCocoName } from './categories';
import { readCocoDataset } from './coco-json';
import { inParallel } from './in-parallel';
import { picturePath } from './picture-path';
import { Problems } from './problems';
import type { DetectionData, DetectionRecord, RecordAnnotation } from './record';

export interface CocoRecordsOptions {
  /** COCO JSON with the annotations. */
  readonly annotations: string;
  /** Folder that `file_name` is relative to. */
  readonly images: string;
  /**
   * The categories to train on, in the network's order, found in the file by name (COCO's or VOC's), for ids differ from
   * tool to tool; annotations of others are left out. By default the file's own.
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
  const dataset = await readCocoDataset(annotations);
  const data = cocoRecords(dataset, { images, categories: categories ?? dataset.categories, problems });
  const there = await inParallel(data.records, 64, ({ file }) => access(file).then(() => true, () => false));
  const records = data.records.filter((record, index) => {
    if (there[index] === false) problems.add('missing file', record.file);
    return there[index] === true;
  });
  if (records.length === 0) {
    throw new InvalidInputError(`None of the ${data.records.length} pictures of ${annotations} is in ${resolve(images)}; check --images.`);
  }
  const orientation = await annotatedOrientation(records);
  return { ...data, records: orientation === 'stored' ? records.map((record) => ({ ...record, orientation })) : records };
}

/** The same from a data set in memory; does not look for the files. */
export function cocoRecords(
  dataset: CocoDataset,
  { images, categories, problems }: { readonly images: string; readonly categories: readonly CocoCategory[]; readonly problems: Problems },
): DetectionData {
  const indexOfName = new Map(categories.map(({ name }, index) => [toCocoName(name), index]));
  const indexOfId = new Map<number, number>();
  for (const { id, name } of dataset.categories) {
    const index = indexOfName.get(toCocoName(name));
    if (index !== undefined) indexOfId.set(id, index);
  }
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

function recordAnnotation(annotation: CocoAnnotation, image: CocoImage, category: number, unlabelled: boolean, problems: Problems): RecordAnnotation[] {
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
