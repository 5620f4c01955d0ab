import type { BoxMask } from '../geometry/box-mask';
import type { ClassRegion, SegmentationPrediction } from '../prediction/prediction';

/** How much of what was seen before counts where an answer says nothing: of a cell that is as likely the one as the other. */
export const KEPT_SHARE = 0.8;

/**
 * Follows where classes are from answer to answer, so that edges do not flicker: the less certain a cell is, the more it keeps
 * of what it was (after MediaPipe's segmentation_smoothing_calculator). A cell that is certain changes at once, so a person
 * who moves is not followed by a shadow.
 */
export class SegmentationTracker {
  private regions: readonly ClassRegion[] = [];

  constructor(private readonly keptShare = KEPT_SHARE) {}

  update({ prediction: { regions } }: { readonly prediction: SegmentationPrediction }): void {
    const before = this.regions;
    this.regions = regions.map((region) => {
      const known = before.find(({ categoryId }) => categoryId === region.categoryId);
      return known === undefined ? region : { ...region, mask: smoothed(region.mask, known.mask, this.keptShare) };
    });
  }

  at(): readonly ClassRegion[] {
    return this.regions;
  }

  /** A mask has no certainty that it is shown from. */
  sift(): void {
    // Nothing is left out.
  }

  reset(): void {
    this.regions = [];
  }
}

/** Bits of what a cell of each value does not say: the entropy of a coin that falls so often, 0 to 1. */
const UNCERTAINTY = Float32Array.from({ length: 256 }, (_, value) => {
  const p = value / 255;
  return p === 0 || p === 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
});

/** A mask of another size begins anew. */
function smoothed(mask: BoxMask, before: BoxMask, keptShare: number): BoxMask {
  const { width, height, values } = mask;
  if (before.width !== width || before.height !== height) return mask;
  const result = new Uint8Array(values.length);
  for (let cell = 0; cell < values.length; cell++) {
    const value = values[cell] ?? 0;
    const kept = keptShare * (UNCERTAINTY[value] ?? 0);
    result[cell] = Math.round(value + kept * ((before.values[cell] ?? 0) - value));
  }
  return { width, height, values: result };
}
