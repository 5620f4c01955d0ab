import type { ValueStore } from '../../ui/value-store';
import { deviceModel, sifted } from './live-selectors';
import type { LiveState } from './live-state';
import { loadPreferences, savePreferences, type Preferences } from './preferences';

/** What a person chose on the page. What may not run is stored once it does, so that the next visit begins with what can. */
export class LiveChoices {
  private proven: Pick<Preferences, 'mode' | 'models' | 'engine'> | undefined;

  /** @param onChange something else is chosen */
  constructor(private readonly state: ValueStore<LiveState>, private readonly onChange: () => void) {}

  /** Those of the last visit. */
  load(): Preferences {
    const preferences = loadPreferences();
    const { mode, models, engine } = preferences;
    this.proven = { mode, models, engine };
    return preferences;
  }

  prefer(change: Partial<Preferences>): void {
    this.propose(change);
    savePreferences({ ...this.state.get().preferences, ...this.proven });
  }

  /** As if it were chosen, but not stored before it runs. */
  propose(change: Partial<Preferences>): void {
    this.state.change({ preferences: { ...this.state.get().preferences, ...change } });
    this.onChange();
  }

  /** What was chosen may run by now. */
  remember(): void {
    const { vision, models, preferences } = this.state.get();
    if (vision.status !== 'ready' || vision.card.name !== deviceModel(models, preferences)?.name) return;
    this.proven = { mode: preferences.mode, models: preferences.models, engine: preferences.engine };
    savePreferences(preferences);
  }

  /** @param threshold 0 to 1, for the model that looks now, or is about to */
  setThreshold(threshold: number): void {
    const card = sifted(this.state.get());
    if (card !== undefined) this.prefer({ thresholds: { ...this.state.get().preferences.thresholds, [card.name]: threshold } });
  }

  /** @param categories of the model that looks now, which are not shown from now on */
  hide(categories: readonly number[]): void {
    const { looking, preferences: { hidden } } = this.state.get();
    if (looking !== undefined) this.prefer({ hidden: { ...hidden, [looking.name]: [...categories] } });
  }

  hideCategory(category: number): void {
    const { looking, preferences: { hidden } } = this.state.get();
    if (looking !== undefined) this.hide([...new Set([...hidden[looking.name] ?? [], category])]);
  }
}
