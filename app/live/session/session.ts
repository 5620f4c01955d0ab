import type { BrowserEngine } from '../../../models/engine/choose-engine';
import type { ResolutionName } from '../../sources/camera/resolution';
import type { VideoSource } from '../../sources/source';
import { goFirst } from '../../download-order';
import { fetchOffer, UNKNOWN_OFFER } from '../../offload/fetch-offer';
import { Offloading } from '../../offload/offloading';
import { ValueStore } from '../../ui/value-store';
import { BEGINNING, epochMs, type FrameResult } from '../../looker/messages';
import { TrackedResults } from '../../looker/tracked-results';
import { VisionClient } from '../../looker/vision-client';
import { FrameRouter } from './frame-router';
import { fetchDetectors } from './fetch-catalogue';
import { CaptureTray } from '../../captures/capture-tray';
import { START, type LiveState } from './live-state';
import { deviceModel, filterFor, lookingCard, modelChoices, sifted, withSize } from './live-selectors';
import { Meter } from '../../looker/meter';
import { OffloadChoice } from './offload-choice';
import { loadPreferences, savePreferences, type Preferences } from './preferences';
import { DeviceInputSize } from '../../looker/device-input-size';
import { Sources } from '../../sources/sources';
import { SnapshotTaker } from '../../captures/snapshot-taker';
import { WholeFile } from '../../whole-file/whole-file';

/**
 * What the live page does: a source, a model, and frames from the one to the other while both are there, the page is
 * seen and nobody paused. Components show its stores and call its verbs.
 */
export class LiveSession {
  readonly state = new ValueStore<LiveState>(START);
  /** It changes with every frame: draw it, do not render it. */
  readonly results = new TrackedResults();
  readonly meter = new Meter();
  readonly tray = new CaptureTray((notice) => this.state.change({ notice }));

  private readonly vision = new VisionClient({
    onState: (vision) => {
      // A model that starts anew sees nothing until then.
      if (vision.status === 'opening' && this.state.get().vision.status === 'ready' && this.offloading.state.get().place === 'device') this.forgetSight();
      this.state.change({ vision });
      this.remember();
      this.lookAgain();
      this.offloadChoice.update();
      this.router.refeed();
    },
    onResult: (sight) => {
      // One that was on its way when the server took over comes too late.
      if (this.offloading.state.get().place === 'server') return;
      this.saw(sight);
      this.router.answered();
      this.offloading.deviceAnswered(epochMs() - sight.takenAt);
      this.suit(sight.timings.forwardMs + sight.timings.readMs);
    },
    onNotice: (notice) => this.state.change({ notice }),
    onUnreadable: () => this.router.unreadable(),
    onIdle: () => this.router.idle(),
  });
  readonly offloading: Offloading;
  readonly offloadChoice = new OffloadChoice(this);
  readonly router: FrameRouter;
  readonly snapshots: SnapshotTaker;
  readonly sources = new Sources({
    state: this.state,
    video: () => this.router.video,
    prefer: (change) => this.prefer(change),
    letGo: () => this.letGo(),
    refeed: () => this.router.refeed(),
  });
  readonly wholeFile = new WholeFile({
    look: (image) => this.snapshots.predictOnce(image),
    filter: (card) => filterFor(card, this.state.get().preferences),
    file: () => this.openVideo?.file,
    keep: (making) => this.tray.make(making),
  });
  private readonly suiting = new DeviceInputSize();
  /** What is stored of the choices that may not run: a choice is stored once it does, so that the next visit begins with what can. */
  private proven: Pick<Preferences, 'model' | 'engine'> = {};

  constructor() {
    const { state, results: seen, vision } = this;
    this.offloading = new Offloading({
      onResult: (sight) => this.saw(sight),
      onPlace: (place) => {
        this.meter.reset();
        this.router.refeed();
        if (place === 'server' && this.state.get().offer === UNKNOWN_OFFER) void this.hearOffer();
      },
      onUnserved: (why) => this.offloadChoice.goBack(why),
      grab: () => this.router.grab(),
      predictOnce: (frame) => vision.predictOnce(frame),
    });
    this.router = new FrameRouter({ state, seen, vision, offloading: this.offloading });
    this.snapshots = new SnapshotTaker({ state, seen, keeping: this.tray, vision, offloading: this.offloading, video: () => this.router.video });
    this.offloading.state.subscribe(() => this.lookAgain());
  }

  /** Starts to load a model, the one of the last visit by default; the source waits for a person. @returns ends everything */
  start(model?: string): () => void {
    const preferences = loadPreferences();
    const { model: provenModel, engine } = preferences;
    this.proven = { model: provenModel, engine };
    this.state.set({ ...START, preferences: model === undefined ? preferences : { ...preferences, model, serverOnlyModel: undefined } });
    const endSources = this.sources.start();
    const onOnline = () => void (this.state.get().vision.status === 'failed' && this.openModel());
    window.addEventListener('online', onOnline);
    this.offloading.introduce(preferences.token);
    this.vision.prepare();
    void this.hearOffer();
    void this.openModel();
    goFirst(this.state.until(({ vision }) => vision.status !== 'opening'));
    return () => {
      endSources();
      window.removeEventListener('online', onOnline);
      this.offloading.close();
      this.vision.close();
      this.state.set(START);
    };
  }

  async openModel(): Promise<void> {
    try {
      if (this.state.get().models.length === 0) {
        this.state.change({ vision: { status: 'opening', progress: BEGINNING } });
        this.state.change({ models: await fetchDetectors() });
      }
      const { models, preferences } = this.state.get();
      const model = deviceModel(models, preferences.model);
      if (model === undefined) throw new Error('Every model here runs on the server only. Train or convert one for devices, then reload the page.');
      this.takeLink();
      this.vision.open({ model: model.name, preferred: preferences.engine, size: preferences.sizes[model.name] ?? this.suiting.sizeFor(model.name) });
    } catch (error) {
      this.state.change({ vision: { status: 'failed', failure: { kind: 'model', message: error instanceof Error ? error.message : String(error) } } });
    }
  }

  /** @param model one that only the server runs is looked with there, once a person has agreed that pictures are sent */
  chooseModel(model: string): void {
    if (this.offloadChoice.chooseModel(model)) return;
    const { vision, preferences: { place, serverOnlyModel } } = this.state.get();
    this.prefer({ model, serverOnlyModel: undefined, place: serverOnlyModel?.before ?? place });
    this.offloadChoice.update();
    if (vision.status === 'ready' && vision.card.name === model) return this.remember();
    this.forgetSight();
    void this.openModel();
  }

  /** @param engine undefined: the best there is */
  chooseEngine(engine: BrowserEngine | undefined): void {
    this.prefer({ engine });
    this.forgetSight();
    void this.openModel();
  }

  /** For the model that looks now. @param size undefined: what suits whoever looks */
  chooseSize(size: number | undefined): void {
    const { looking, models, preferences } = this.state.get();
    if (looking === undefined) return;
    this.prefer({ sizes: withSize(preferences.sizes, looking.name, size) });
    if (deviceModel(models, preferences.model)?.name === looking.name) void this.openModel();
    else this.offloadChoice.update();
  }

  prefer(change: Partial<Preferences>): void {
    const preferences = { ...this.state.get().preferences, ...change };
    this.state.change({ preferences });
    savePreferences({ ...preferences, ...this.proven });
    this.sift();
  }

  /** What was chosen runs. */
  private remember(): void {
    const { vision, models, preferences } = this.state.get();
    const { model, engine } = preferences;
    if (vision.status !== 'ready' || vision.card.name !== deviceModel(models, model)?.name) return;
    this.proven = { model, engine };
    savePreferences(preferences);
  }

  /** @param threshold 0 to 1, for the model that looks now, or is about to */
  chooseThreshold(threshold: number): void {
    const { preferences: { thresholds } } = this.state.get();
    const card = sifted(this.state.get());
    if (card !== undefined) this.prefer({ thresholds: { ...thresholds, [card.name]: threshold } });
  }

  /** @param categories of the model that looks now, which are not shown from now on */
  hide(categories: readonly number[]): void {
    const { looking, preferences: { hidden } } = this.state.get();
    if (looking !== undefined) this.prefer({ hidden: { ...hidden, [looking.name]: [...categories] } });
  }

  hideClass(category: number): void {
    const { looking, preferences: { hidden } } = this.state.get();
    if (looking !== undefined) this.hide([...new Set([...hidden[looking.name] ?? [], category])]);
  }

  chooseResolution(resolution: ResolutionName): void {
    this.prefer({ resolution });
    const { source } = this.state.get();
    if (source.status === 'open' && source.source.kind === 'camera') void this.sources.retry();
  }

  toggleMirror(): void {
    const { source } = this.state.get();
    if (source.status !== 'open') return;
    const mirrored = !source.mirrored;
    this.state.change({ source: { ...source, mirrored } });
    if (source.source.kind === 'camera' && source.source.deviceId !== undefined) this.prefer({ mirrored: { ...this.state.get().preferences.mirrored, [source.source.deviceId]: mirrored } });
  }

  dismissNotice(): void {
    this.state.change({ notice: undefined });
  }

  /** What a person wants to look through frame by frame stands still meanwhile. */
  async lookThrough(): Promise<void> {
    await this.pause();
    this.wholeFile.ask();
  }

  async pause(): Promise<void> {
    if (!this.state.get().paused) await this.router.togglePause();
  }

  /** Whether pictures follow one another, live or in a file. */
  get isLooking(): boolean {
    const { source, paused } = this.state.get();
    return this.wholeFile.state.get().status === 'running' || (source.status === 'open' && source.source.kind !== 'picture' && !paused);
  }

  private get openVideo(): VideoSource | undefined {
    const { source } = this.state.get();
    return source.status === 'open' && source.source.kind === 'video' ? source.source : undefined;
  }

  private async hearOffer(): Promise<void> {
    this.state.change({ offer: await fetchOffer() });
    this.takeLink();
    this.offloadChoice.update();
  }

  /** A link may name a model that only the server runs. */
  private takeLink(): void {
    const { models, offer, preferences } = this.state.get();
    const named = modelChoices(models, offer).find(({ name, serverOnly }) => serverOnly && name === preferences.model);
    if (named === undefined) return;
    this.state.change({ preferences: { ...preferences, model: deviceModel(models, undefined)?.name } });
    this.chooseModel(named.name);
  }

  private saw(sight: FrameResult): void {
    const now = epochMs();
    this.meter.add(sight, now);
    this.results.add(sight, now);
  }

  /** What answers may have changed, with it what is shown. */
  private lookAgain(): void {
    const { vision, looking: before, models, preferences } = this.state.get();
    // A model that is opened anew, at another size or on another engine, keeps what a person has set and is setting.
    const again = vision.status === 'opening' && before?.name === deviceModel(models, preferences.model)?.name ? before : undefined;
    const looking = lookingCard(vision, this.offloading.state.get()) ?? again;
    if (looking === before) return;
    this.state.change({ looking });
    this.sift();
  }

  /** Takes another size of the model where that suits the device better, unless a person chose one. */
  private suit(runMs: number): void {
    const { vision, preferences } = this.state.get();
    if (vision.status !== 'ready' || vision.resizing === true || preferences.sizes[vision.card.name] !== undefined) return;
    if (this.suiting.ran(vision.card, runMs)) void this.openModel();
  }

  /** What is seen shows what a person wants to see. */
  private sift(): void {
    const state = this.state.get();
    this.results.want(filterFor(sifted(state), state.preferences));
  }

  /** The source is about to close. */
  private letGo(): void {
    this.tray.stopRecording();
    this.router.stop();
    this.forgetSight();
  }

  private forgetSight(): void {
    this.meter.reset();
    this.results.forget();
  }
}
