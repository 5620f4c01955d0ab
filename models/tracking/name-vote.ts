import type { Detection } from '../prediction/prediction';

/** What was said for a name counts ever less: half after so many answers more. */
const HALF_LIFE = 20;
const KEPT = 0.5 ** (1 / HALF_LIFE);
/** Another name takes over once so many times as much was said for it. */
const CLEARLY_MORE = 1.25;

/** A name and the category that it is of. */
type Name = Pick<Detection, 'categoryId' | 'label'>;

/** The name of one thing, voted on over its life: each answer says for each name as much as it is certain of it. */
export class NameVote {
  private readonly weights = new Map<number, number>();
  private elected: Name;

  constructor(said: Detection) {
    this.elected = said;
  }

  /** The same until another is clearly more certain. */
  get name(): Name {
    const { categoryId, label } = this.elected;
    return { categoryId, label };
  }

  /** @param said what one answer says of the thing, under one name or several */
  add(said: readonly Detection[]): void {
    for (const [category, weight] of this.weights) this.weights.set(category, KEPT * weight);
    for (const { categoryId, score } of said) this.weights.set(categoryId, this.weightOf(categoryId) + score);
    for (const rival of said) {
      if (this.weightOf(rival.categoryId) > CLEARLY_MORE * this.weightOf(this.elected.categoryId)) this.elected = rival;
    }
  }

  private weightOf(categoryId: number): number {
    return this.weights.get(categoryId) ?? 0;
  }
}
