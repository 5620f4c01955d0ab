import type { Detection } from '../../../models/prediction/prediction';

export interface ClassCount {
  readonly categoryId: number;
  readonly label: string;
  readonly count: number;
}

/** How many of each class are seen; in the order of class ids, so that a list does not jump about. */
export function countClasses(detections: readonly Detection[]): readonly ClassCount[] {
  const counts = new Map<number, ClassCount>();
  for (const { categoryId, label } of detections) {
    counts.set(categoryId, { categoryId, label, count: (counts.get(categoryId)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => a.categoryId - b.categoryId);
}

/** For a screen reader: 'person 2, bottle 1'. */
export function describeCounts(counts: readonly ClassCount[]): string {
  return counts.length === 0 ? 'Nothing that the model knows' : counts.map(({ label, count }) => `${label} ${count}`).join(', ');
}

export function sameCounts(a: readonly ClassCount[], b: readonly ClassCount[]): boolean {
  return a.length === b.length && a.every(({ categoryId, count }, index) => categoryId === b[index]?.categoryId && count === b[index].count);
}
