/** A data set that figures are quoted of. */
export interface QuotedDataset {
  readonly name: string;
  /** Whose rules its figures follow: COCO's AP and AP50, or VOC's mean average precision in both its definitions. */
  readonly rules: 'coco' | 'voc';
  /** Looked at once, in the end: nothing is chosen by it. */
  readonly test?: true;
}

const DATASETS: Readonly<Record<string, QuotedDataset>> = {
  'pose/val.json': { name: 'our validation split of Leeds Sports Pose Extended', rules: 'coco' },
  'people/split.json': { name: 'our validation split of street photographs of people', rules: 'coco' },
  'objects/val.json': { name: 'our validation split of COCO and VOC photographs', rules: 'coco' },
  'voc2007/val.json': { name: 'PASCAL VOC 2007 test', rules: 'voc', test: true },
};

/** @param annotations below the folder of the data sets, such as `objects/val.json`, which is also the name of one that is not known */
export const quotedDataset = (annotations: string): QuotedDataset => DATASETS[annotations] ?? { name: annotations, rules: 'coco' };

/** Whether nothing may be chosen by them. */
export const isTestSet = (annotations: string): boolean => quotedDataset(annotations).test === true;
