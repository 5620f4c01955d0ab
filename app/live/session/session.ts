import { CaptureTray } from '../../captures/capture-tray';
import { SnapshotTaker } from '../../captures/snapshot-taker';
import { goFirst } from '../../download-order';
import { epochMs, type FrameResult } from '../../looker/messages';
import { ModelView } from '../../looker/model-view';
import type { VisionState } from '../../looker/vision-client';
import { UNKNOWN_OFFER } from '../../offload/fetch-offer';
import { Offloading } from '../../offload/offloading';
import type { ResolutionName } from '../../sources/camera/resolution';
import type { Source } from '../../sources/source';
import { Sources } from '../../sources/sources';
import { loadChoices, onWishes, optionsFor } from '../../tasks';
import { ValueStore } from '../../ui/value-store';
import { WholeFile } from '../../whole-file/whole-file';
import { FrameRouter } from './frame-router';
import { LiveChoices } from './live-choices';
import { deviceModel, filterFor, lookingCard, sifted } from './live-selectors';
import { START, type LiveState } from './live-state';
import { ModelSelection } from './model-selection';
import { OffloadChoice } from './offload-choice';
import { predictOnce } from './predict-once';

/**
 * What the live page does: a source, a model of the mode that it is in, and frames from the one to the other while both are
 * there, the page is seen and nobody paused. Components show its stores and call its verbs.
 */
export class LiveSession {
  readonly state = new ValueStore<LiveState>(START);
  readonly tray = new CaptureTray((notice) => this.state.change({ notice }));
  readonly choices = new LiveChoices(this.state, () => this.preferred());
  readonly view = new ModelView(START.preferences.mode, {
    onState: (vision) => this.visionChanged(vision),
    onResult: (result) => this.deviceAnswered(result),
    onNotice: (notice) => this.state.change({ notice }),
    onUnreadable: () => this.router.unreadable(),
    onIdle: () => this.router.idle(),
    optionsFor,
  });
  readonly offloading: Offloading = new Offloading({
    onResult: (result) => this.view.show(result),
    onPlace: (place) => {
      this.view.meter.reset();
      this.router.refeed();
      if (place === 'server' && this.state.get().offer === UNKNOWN_OFFER) void this.models.hearOffer();
    },
    onUnserved: (why) => this.offloadChoice.goBack(why),
    grab: () => this.router.grab(),
    predictOnce: (frame) => this.view.client.predictOnce(frame),
    optionsFor,
  });
  readonly offloadChoice = new OffloadChoice(this.state, this.offloading, (change) => this.choices.prefer(change));
  readonly models = new ModelSelection(this.state, this.view, this.choices, this.offloadChoice);
  readonly router: FrameRouter = new FrameRouter(this.state, this.view, this.offloading);
  readonly sources: Sources = new Sources({
    prefers: () => this.state.get().preferences,
    prefer: (change) => this.choices.prefer(change),
    video: () => this.router.video,
    onNotice: (notice) => this.state.change({ notice }),
    letGo: () => this.letGo(),
    refeed: () => this.router.refeed(),
  });
  private readonly shown = {
    source: () => this.openSource,
    video: () => this.router.video,
    results: this.view.results,
    card: () => this.state.get().looking,
    predictOnce: (image: VideoFrame | ImageBitmap) => predictOnce({ vision: () => this.state.get().vision, client: this.view.client, offloading: this.offloading }, image),
    filter: (card: Parameters<typeof filterFor>[0]) => filterFor(card, this.state.get().preferences),
  };
  readonly snapshots = new SnapshotTaker(this.shown, this.tray);
  readonly wholeFile = new WholeFile({
    look: this.shown.predictOnce,
    filter: this.shown.filter,
    task: () => this.view.results.task,
    file: () => (this.openSource?.kind === 'video' ? this.openSource.file : undefined),
    keep: (making) => this.tray.make(making),
  });

  constructor() {
    this.offloading.state.subscribe(() => this.lookAgain());
    this.sources.state.subscribe(() => this.sourceChanged());
  }

  /** Starts to load a model, the one of the last visit by default; the source waits for a person. @param model that the page's address names. @returns ends everything */
  start(model?: string): () => void {
    this.state.set({ ...START, preferences: this.choices.load() });
    this.preferred();
    loadChoices();
    const endSources = this.sources.start();
    const endWishes = onWishes(() => this.wishedAnew());
    const onOnline = () => void (this.state.get().vision.status === 'failed' && this.models.open());
    window.addEventListener('online', onOnline);
    this.offloading.introduce(this.state.get().preferences.token);
    this.models.start(model);
    goFirst(this.state.until(({ vision }) => vision.status !== 'opening'));
    return () => {
      endSources();
      endWishes();
      window.removeEventListener('online', onOnline);
      this.offloading.close();
      this.view.client.close();
      this.state.set(START);
    };
  }

  chooseResolution(resolution: ResolutionName): void {
    this.choices.prefer({ resolution });
    if (this.openSource?.kind === 'camera') void this.sources.retry();
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
    const { openSource: source } = this;
    return this.wholeFile.state.get().status === 'running' || (source !== undefined && source.kind !== 'picture' && !this.state.get().paused);
  }

  /** From the next frame on; what stands still is looked at once more. */
  private wishedAnew(): void {
    this.view.client.askAnew();
    const { paused } = this.state.get();
    if (paused || this.openSource?.kind === 'picture') this.router.refeed();
  }

  private get openSource(): Source | undefined {
    const { source } = this.state.get();
    return source.status === 'open' ? source.source : undefined;
  }

  private sourceChanged(): void {
    const source = this.sources.state.get();
    const another = source.status !== 'open' || source.source !== this.openSource;
    this.state.change({ source, ...(another && { paused: false }) });
  }

  private visionChanged(vision: VisionState): void {
    // A model that starts anew sees nothing until then.
    if (vision.status === 'opening' && this.state.get().vision.status === 'ready' && this.offloading.state.get().place === 'device') this.view.forget();
    this.state.change({ vision });
    this.choices.remember();
    this.lookAgain();
    this.offloadChoice.update();
    this.router.refeed();
  }

  private deviceAnswered(result: FrameResult): void {
    // One that was on its way when the server took over comes too late.
    if (this.offloading.state.get().place === 'server') return;
    this.view.show(result);
    this.router.answered();
    this.offloading.deviceAnswered(epochMs() - result.takenAt);
    const { vision, preferences } = this.state.get();
    if (vision.status === 'ready' && preferences.sizes[vision.card.name] === undefined && this.view.suitsOtherSize(vision, result)) void this.models.open();
  }

  /** What answers may have changed, with it what is shown. */
  private lookAgain(): void {
    const { vision, looking: before, models, preferences } = this.state.get();
    // A model that is opened anew, at another size or on another engine, keeps what a person has set and is setting.
    const again = vision.status === 'opening' && before?.name === deviceModel(models, preferences)?.name ? before : undefined;
    const looking = lookingCard(vision, this.offloading.state.get(), preferences.mode) ?? again;
    if (looking === before) return;
    this.state.change({ looking });
    this.sift();
  }

  /** Something else is chosen. */
  private preferred(): void {
    this.view.follow(this.state.get().preferences.mode);
    this.sift();
  }

  /** What is seen shows what a person wants to see. */
  private sift(): void {
    const state = this.state.get();
    this.view.results.want(filterFor(sifted(state), state.preferences));
  }

  /** The source is about to close. */
  private letGo(): void {
    this.tray.stopRecording();
    this.router.stop();
    this.view.forget();
  }
}
