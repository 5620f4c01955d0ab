import type { AugmentOptions } from '../augment/augment';
import type { DetectionRecord } from '../record';
import type { InputColours } from '../augment/render-placed';
import type { SampleRequest } from './sample';

export interface SampleSettings extends InputColours {
  readonly size: number;
  readonly categoryCount: number;
  readonly augment: { readonly options: AugmentOptions; readonly seed: string } | false;
}

/** What a worker needs of a record: masks and keypoints stay here, copying them to another thread takes time. */
export function sampleRequest(record: DetectionRecord, { size, categoryCount, mean, std, augment }: SampleSettings): SampleRequest {
  const { id, file, width, height, orientation, annotations, unlabelled, region } = record;
  return {
    imageId: id,
    file,
    width,
    height,
    orientation,
    annotations: annotations.map(({ box, category, ignore }) => ({ box, category, ignore })),
    unlabelled,
    region,
    categoryCount,
    size,
    mean,
    std,
    augment: augment === false ? undefined : augment,
  };
}
