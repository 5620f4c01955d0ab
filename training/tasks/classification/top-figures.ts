/** How often the right class is the first, or one of the first five; and the first a class, averaged over the classes that occur. */
export interface TopFigures {
  readonly top1: number;
  readonly top5: number;
  /** Mean of the classes' own top-1: every class counts alike, however rare. */
  readonly meanClass: number;
}

/**
 * @param scores of each picture [classes], higher is better; a class that ties with the right one counts as before it
 * @param labels of each picture, a class index
 */
export function topFigures(scores: readonly Float32Array[], labels: readonly number[]): TopFigures {
  const ranks = labels.map((label, picture) => rankOf(scores[picture] ?? new Float32Array(), label));
  const share = (within: number, of: readonly number[]) => of.filter((rank) => rank < within).length / of.length;
  const ofClass = new Map<number, number[]>();
  labels.forEach((label, picture) => ofClass.set(label, [...(ofClass.get(label) ?? []), ranks[picture] ?? Infinity]));
  const classes = [...ofClass.values()].map((own) => share(1, own));
  return { top1: share(1, ranks), top5: share(5, ranks), meanClass: classes.reduce((sum, value) => sum + value, 0) / classes.length };
}

/** How many classes are before the right one. */
function rankOf(scores: Float32Array, label: number): number {
  const own = scores[label] ?? -Infinity;
  return scores.reduce((count, score, index) => count + (index !== label && score >= own ? 1 : 0), 0);
}
