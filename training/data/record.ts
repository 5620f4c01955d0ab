import type { CocoCategory, CocoImageId, CocoSegmentation } from '../../models/artifact/coco';
import type { Box } from '../../models/geometry/box';
import type { AnnotatedFile } from './pictures/open-picture';

/** One object in a picture. */
export interface RecordAnnotation {
  /** Source pixels; inside the picture and at least one pixel wide and high. */
  readonly box: Box;
  /** Index in the category list that the reader was given, not an id. */
  readonly category: number;
  /** A crowd, an object marked difficult, or one whose category is not exhaustively annotated: neither found nor missed. */
  readonly ignore: boolean;
  readonly segmentation?: CocoSegmentation | undefined;
  /** `[x, y, v]` each, source pixels; v: 0 not labelled, 1 hidden, 2 visible. */
  readonly keypoints?: readonly number[] | undefined;
}

/** One picture with its annotations, whatever format it came from. The pixels stay in the file. */
export interface DetectionRecord extends AnnotatedFile {
  readonly id: CocoImageId;
  /** Absolute path. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly annotations: readonly RecordAnnotation[];
  /** Indices of the categories that are not exhaustively annotated here: neither positive nor negative. */
  readonly unlabelled: readonly number[];
  /** The part that a sample is made of, source pixels; may reach beyond the picture. Without it the whole picture. */
  readonly region?: Box | undefined;
}

/** One picture of a known class. */
export interface ClassificationRecord {
  readonly id: string;
  /** Absolute path. */
  readonly file: string;
  readonly category: number;
}

/** What a reader of object annotations gives. */
export interface DetectionData {
  readonly records: readonly DetectionRecord[];
  /** An annotation's `category` is an index into it. */
  readonly categories: readonly CocoCategory[];
}

/** True where at least one category is annotated exhaustively: only such a picture can teach a detector anything. */
export function teaches(record: DetectionRecord, categoryCount: number): boolean {
  return record.unlabelled.length < categoryCount;
}
