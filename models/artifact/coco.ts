/**
 * COCO's JSON formats (https://cocodataset.org/#format-data, #format-results): the ground truth that training and
 * evaluation read, and the results that every command and the server write.
 * Pixels are those of the image file; a box is `[x, y, width, height]` from its left top corner.
 */

/** A number in COCO; the file's name where that is not a number as COCO gives them. */
export type CocoImageId = number | string;

/** `[x, y, width, height]` in pixels. */
export type CocoBox = readonly [x: number, y: number, width: number, height: number];

/** COCO's compressed run-length mask; `size` is `[height, width]`, runs go down the columns and start with background. */
export interface CocoRle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

/** The same runs as plain numbers. */
export interface CocoRuns {
  readonly size: readonly [height: number, width: number];
  readonly counts: readonly number[];
}

/** Polygons (each `[x1, y1, x2, y2, ...]`), or a mask of runs, which COCO uses for crowds. */
export type CocoSegmentation = readonly (readonly number[])[] | CocoRle | CocoRuns;

export interface CocoImage {
  readonly id: CocoImageId;
  readonly file_name: string;
  /** Missing where the file does not say it; the picture does. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /**
   * Ours: ids of the categories that are exhaustively annotated in this image. A category that is not in the list is
   * unknown here, neither present nor absent. Without the field every category counts as annotated.
   */
  readonly labelled?: readonly number[] | undefined;
  /** Ours: the data set that the image comes from, where a file mixes several. */
  readonly source?: string | undefined;
}

export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: CocoImageId;
  readonly category_id: number;
  readonly bbox: CocoBox;
  /** Of the mask where there is one, else of the box, in square pixels. Decides between small, medium and large. */
  readonly area: number;
  /** 1: a region of many objects that nobody counted. Neither found nor missed. */
  readonly iscrowd?: 0 | 1 | undefined;
  /** PASCAL VOC: 1 for an object that is hard to recognise. Neither found nor missed. */
  readonly difficult?: 0 | 1 | undefined;
  readonly segmentation?: CocoSegmentation | undefined;
  /** `[x, y, v]` for each keypoint of the category; v: 0 not labelled, 1 labelled and hidden, 2 visible. */
  readonly keypoints?: readonly number[] | undefined;
  readonly num_keypoints?: number | undefined;
}

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  readonly supercategory?: string | undefined;
  /** Names of the keypoints, in their order. */
  readonly keypoints?: readonly string[] | undefined;
  /** Pairs of keypoints that a limb joins, counted from 1. */
  readonly skeleton?: readonly (readonly [number, number])[] | undefined;
}

export interface CocoDataset {
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly CocoCategory[];
}

/** One detection. `file_name` is ours, so that a result can be read without the ground truth. */
export interface CocoResult {
  readonly image_id: CocoImageId;
  readonly category_id: number;
  readonly bbox: CocoBox;
  /** 0 to 1. */
  readonly score: number;
  readonly segmentation?: CocoRle | undefined;
  /** `[x, y, score]` for each keypoint. */
  readonly keypoints?: readonly number[] | undefined;
  readonly file_name?: string | undefined;
}
