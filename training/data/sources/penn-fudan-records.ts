import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CocoCategory } from '../../../models/artifact/coco';
import { NotFoundError } from '../../../models/errors';
import { annotatedBox } from './annotated-box';
import { COCO_CATEGORIES } from './categories';
import { Problems } from '../problems';
import type { DetectionData, DetectionRecord, RecordAnnotation } from '../record';

export interface PennFudanRecordsOptions {
  /** `PennFudanPed`, with Annotation/ and PNGImages/. */
  readonly root: string;
  /** Gathers what was skipped. */
  readonly problems?: Problems | undefined;
}

const person: CocoCategory = COCO_CATEGORIES[0];
const sizeLine = /Image size \(X x Y x C\)\s*:\s*(\d+) x (\d+) x/;
const boxLine = /\(Xmin, Ymin\) - \(Xmax, Ymax\)\s*:\s*\((\d+), (\d+)\) - \((\d+), (\d+)\)/g;

/**
 * Reads the Penn-Fudan photographs of persons (Wang et al. 2007), sorted by name. Its text files say the boxes, counted
 * from 1 with the last pixel inside, as VOC does. Persons far away are not annotated.
 * @throws NotFoundError without the folder of annotations
 */
export async function readPennFudanRecords({ root, problems = new Problems() }: PennFudanRecordsOptions): Promise<DetectionData> {
  const folder = join(root, 'Annotation');
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new NotFoundError(`${resolve(folder)} cannot be read; expected Penn-Fudan's annotations, one .txt a photograph.`, { cause });
  });
  const records: DetectionRecord[] = [];
  for (const name of names.filter((name) => name.endsWith('.txt')).sort()) {
    const text = await readFile(join(folder, name), 'utf8');
    const [, width, height] = (sizeLine.exec(text) ?? []).map(Number);
    if (width === undefined || height === undefined) {
      problems.add('bad annotation', `${name}: no image size`);
      continue;
    }
    const stem = name.slice(0, -'.txt'.length);
    const annotations = [...text.matchAll(boxLine)].flatMap((match): RecordAnnotation[] => {
      const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = match.slice(1).map(Number);
      const box = annotatedBox({ x: x1 - 1, y: y1 - 1, width: x2 - x1 + 1, height: y2 - y1 + 1 }, { width, height });
      if (typeof box !== 'string') return [{ box, category: 0, ignore: false }];
      problems.add('bad box', `${name}: ${box}`);
      return [];
    });
    records.push({ id: stem, file: resolve(root, 'PNGImages', `${stem}.png`), width, height, annotations, unlabelled: [] });
  }
  return { records, categories: [person] };
}
