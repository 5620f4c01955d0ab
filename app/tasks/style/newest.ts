import type { StylePrediction } from '../../../models/prediction/prediction';
import type { ArrivedAnswer, ResultTracker } from '../task';

/** Shows the newest picture for as long as there is none that is newer. */
export class Newest implements ResultTracker<StylePrediction, StylePrediction | undefined> {
  private newest: StylePrediction | undefined;

  update({ prediction }: Pick<ArrivedAnswer<StylePrediction>, 'prediction'>): void {
    this.newest = prediction;
  }

  at(): StylePrediction | undefined {
    return this.newest;
  }

  /** A picture has no certainty. */
  sift(): void {
    // Nothing is left out.
  }

  reset(): void {
    this.newest = undefined;
  }
}
