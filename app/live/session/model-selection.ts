import type { BrowserEngine } from '../../../models/engine/choose-engine';
import type { TaskName } from '../../../models/tasks';
import { BEGINNING } from '../../looker/messages';
import type { ModelView } from '../../looker/model-view';
import { fetchOffer } from '../../offload/fetch-offer';
import type { ValueStore } from '../../ui/value-store';
import { fetchModels } from './fetch-catalogue';
import type { LiveChoices } from './live-choices';
import { choicesFor, deviceModel, modelChoices, withSize } from './live-selectors';
import type { LiveState } from './live-state';
import type { OffloadChoice } from './offload-choice';
import { without } from './preferences';

/** Which model looks: that of the mode, at a size, on an engine, as a person chose or the page's address says. */
export class ModelSelection {
  /** The model that the address names, until it is known. */
  private linked: string | undefined;

  constructor(
    private readonly state: ValueStore<LiveState>,
    private readonly view: ModelView,
    private readonly choices: LiveChoices,
    private readonly offloadChoice: OffloadChoice,
  ) {}

  /** Asks what there is and opens the first. @param linked the model that the page's address names */
  start(linked: string | undefined): void {
    this.linked = linked;
    this.view.client.prepare();
    void this.hearOffer();
    void this.open();
  }

  /** Opens what is chosen. */
  async open(): Promise<void> {
    try {
      if (this.state.get().models.length === 0) {
        this.state.change({ vision: { status: 'opening', progress: BEGINNING } });
        this.state.change({ models: await fetchModels() });
      }
      this.takeLink();
      const { models, preferences } = this.state.get();
      const model = deviceModel(models, preferences);
      if (model === undefined) throw new Error('Every model here runs on the server only. Train or convert one for devices, then reload the page.');
      this.view.open(model, { preferred: preferences.engine, size: preferences.sizes[model.name] });
    } catch (error) {
      this.state.change({ vision: { status: 'failed', failure: { kind: 'model', message: error instanceof Error ? error.message : String(error) } } });
    }
  }

  /** What the server does for pages. */
  async hearOffer(): Promise<void> {
    this.state.change({ offer: await fetchOffer() });
    this.takeLink();
    this.offloadChoice.update();
  }

  /** What the camera is for from now on; the source stays open. */
  chooseMode(mode: TaskName): void {
    const { models, offer, preferences } = this.state.get();
    if (mode === preferences.mode) return;
    const [first] = choicesFor(mode, models, offer);
    // Only the server has a model for it, which a person is asked about first.
    if (deviceModel(models, { ...preferences, mode }) === undefined) return first && this.choose(first.name);
    this.choices.prefer({ mode });
    this.offloadChoice.update();
    void this.open();
  }

  /** @param model one that only the server runs is looked with there, once a person has agreed that pictures are sent */
  choose(model: string): void {
    if (this.offloadChoice.chooseModel(model)) return;
    const { vision, models, preferences: { mode, models: chosen, serverOnlyModels } } = this.state.get();
    const task = models.find(({ name }) => name === model)?.task ?? mode;
    this.choices.prefer({ mode: task, models: { ...chosen, [task]: model }, serverOnlyModels: without(serverOnlyModels, task) });
    this.offloadChoice.update();
    if (vision.status === 'ready' && vision.card.name === model) return this.choices.remember();
    this.view.forget();
    void this.open();
  }

  /** @param engine undefined: the best there is */
  chooseEngine(engine: BrowserEngine | undefined): void {
    this.choices.prefer({ engine });
    this.view.forget();
    void this.open();
  }

  /** For the model that looks now. @param size undefined: what suits whoever looks */
  chooseSize(size: number | undefined): void {
    const { looking, models, preferences } = this.state.get();
    if (looking === undefined) return;
    this.choices.prefer({ sizes: withSize(preferences.sizes, looking.name, size) });
    if (deviceModel(models, preferences)?.name === looking.name) void this.open();
    else this.offloadChoice.update();
  }

  /** The model that the address names, once it is known, and its mode; it may be one that only the server runs. */
  private takeLink(): void {
    const { models, offer, preferences } = this.state.get();
    const named = modelChoices(models, offer).find(({ name }) => name === this.linked);
    if (named === undefined) return;
    this.linked = undefined;
    const { name, task, serverOnly } = named;
    if (serverOnly) return this.choose(name);
    this.choices.propose({ mode: task, models: { ...preferences.models, [task]: name }, serverOnlyModels: without(preferences.serverOnlyModels, task) });
  }
}
