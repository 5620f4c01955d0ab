import type { CatalogueEntry } from '../../models/artifact/catalogue';
import type { ServedCard } from '../../models/protocol/messages';
import { NOT_OFFERED, type Offer } from '../../models/protocol/offer';
import type { BrowserEngine } from '../../models/runtime/choose-engine';
import { SizeChooser } from '../../models/runtime/choose-size';
import type { Prediction } from '../../models/runtime/prediction';
import { UNPLUGGED } from '../camera/camera-failure';
import type { ResolutionName } from '../camera/resolution';
import { feed, needsElement } from '../capture/feed';
import { feedVideo, frameOf, handOver } from '../capture/feed-video';
import type { StopFeed } from '../capture/frame-sink';
import { openSource } from '../capture/open-source';
import type { Source, SourceFailure, SourceWish } from '../capture/source';
import { SourceError } from '../capture/source-error';
import type { Kept } from '../keep/kept';
import { fetchOffer, UNKNOWN_OFFER } from '../offload/fetch-offer';
import { Offloading } from '../offload/offloading';
import { epochMs, type Sight } from '../vision/messages';
import { Seen } from '../vision/seen';
import { VisionClient, type VisionState } from '../vision/vision-client';
import { fetchDetectors } from './fetch-catalogue';
import { Keeping } from './keeping';
import { deviceModel, filterFor, lookingCard, modelChoices, withSize } from './looking';
import { Meter } from './meter';
import { Placement, type SendingWish } from './placement';
import { DEFAULT_PREFERENCES, loadPreferences, savePreferences, type Preferences } from './preferences';
import { ValueStore } from '../state/value-store';

export type SourceState =
  | { readonly status: 'none' }
  | { readonly status: 'opening' }
  | { readonly status: 'open'; readonly source: Source; readonly mirrored: boolean }
  | { readonly status: 'failed'; readonly failure: SourceFailure };

export interface LiveState {
  readonly vision: VisionState;
  /** The card of what answers now, here or on the server; undefined while nothing does. */
  readonly looking: ServedCard | undefined;
  readonly source: SourceState;
  readonly paused: boolean;
  readonly models: readonly CatalogueEntry[];
  /** What the server does for pages; nothing until it has said so. */
  readonly offer: Offer;
  readonly preferences: Preferences;
  /** A question that waits for its answer. */
  readonly asking: SendingWish | undefined;
  /** Something was mended by itself; a sentence that says what. */
  readonly notice: string | undefined;
}

const START: LiveState = {
  vision: { status: 'closed' },
  looking: undefined,
  source: { status: 'none' },
  paused: false,
  models: [],
  offer: NOT_OFFERED,
  preferences: DEFAULT_PREFERENCES,
  asking: undefined,
  notice: undefined,
};

/**
 * What the live page does: a source, a model, and frames from the one to the other while both are there, the page is
 * seen and nobody paused. Components show its stores and call its verbs.
 */
export class LiveSession {
  readonly state = new ValueStore<LiveState>(START);
  /** It changes with every frame: draw it, do not render it. */
  readonly seen = new Seen();
  readonly meter = new Meter();
  readonly keeping = new Keeping((notice) => this.state.change({ notice }));

  private readonly vision = new VisionClient({
    onState: (vision) => {
      this.state.change({ vision });
      this.lookAgain();
      this.placement.update();
      this.refeed();
    },
    onSight: (sight) => {
      // One that was on its way when the server took over comes too late.
      if (this.offloading.state.get().place === 'server') return;
      this.saw(sight);
      this.offloading.deviceAnswered(epochMs() - sight.takenAt);
      this.suit(sight.timings.forwardMs + sight.timings.readMs);
    },
    onNotice: (notice) => this.state.change({ notice }),
  });
  readonly offloading: Offloading;
  readonly placement = new Placement(this);
  /** The size that suits this device, and what found it. */
  private suited: { readonly model: string; readonly size: number | undefined; readonly chooser: SizeChooser } | undefined;
  private video: HTMLVideoElement | null = null;
  private stopFeed: StopFeed = () => undefined;
  private wish: SourceWish = { kind: 'camera' };
  /** Grows with every wish, so that a camera that opens late is noticed and closed. */
  private wishes = 0;

  constructor() {
    this.offloading = new Offloading({
      onSight: (sight) => this.saw(sight),
      onPlace: (place) => {
        this.meter.reset();
        this.refeed();
        if (place === 'server' && this.state.get().offer === UNKNOWN_OFFER) void this.hearOffer();
      },
      onUnserved: (why) => this.placement.goBack(why),
      grab: async () => (this.video === null ? undefined : await frameOf(this.video)),
      examine: (frame) => this.vision.examine(frame),
    });
    this.offloading.state.subscribe(() => this.lookAgain());
  }

  /** Starts to load a model, the one of the last visit by default; the source waits for a person. @returns ends everything */
  start(model?: string): () => void {
    const preferences = loadPreferences();
    this.state.set({ ...START, preferences: model === undefined ? preferences : { ...preferences, model, serverOnlyModel: undefined } });
    const onVisibility = () => this.visibilityChanged();
    document.addEventListener('visibilitychange', onVisibility);
    this.offloading.introduce(preferences.token);
    void this.hearOffer();
    void this.openModel();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      this.closeSource();
      this.offloading.close();
      this.vision.close();
      this.state.set(START);
    };
  }

  /** The element that shows the source, once it has a picture, and null when it goes. */
  show(video: HTMLVideoElement | null): void {
    this.video = video;
    const { source } = this.state.get();
    if (source.status === 'open' && (needsElement(source.source) || this.offloading.state.get().place === 'server')) this.refeed();
  }

  async openModel(): Promise<void> {
    try {
      if (this.state.get().models.length === 0) {
        this.state.change({ vision: { status: 'opening', progress: { step: 'download', done: 0, loadedBytes: 0, totalBytes: 0 } } });
        this.state.change({ models: await fetchDetectors() });
      }
      const { models, preferences } = this.state.get();
      const model = deviceModel(models, preferences.model);
      if (model === undefined) throw new Error('Every model here runs on the server only. Train or convert one for devices, then reload the page.');
      this.takeLink();
      if (this.suited?.model !== model.name) this.suited = undefined;
      this.vision.open({ model: model.name, preferred: preferences.engine, size: preferences.sizes[model.name] ?? this.suited?.size });
    } catch (error) {
      this.state.change({ vision: { status: 'failed', failure: { kind: 'model', message: error instanceof Error ? error.message : String(error) } } });
    }
  }

  private async hearOffer(): Promise<void> {
    this.state.change({ offer: await fetchOffer() });
    this.takeLink();
    this.placement.update();
  }

  /** A link may name a model that only the server runs. */
  private takeLink(): void {
    const { models, offer, preferences } = this.state.get();
    const named = modelChoices(models, offer).find(({ name, serverOnly }) => serverOnly && name === preferences.model);
    if (named === undefined) return;
    this.state.change({ preferences: { ...preferences, model: deviceModel(models, undefined)?.name } });
    this.chooseModel(named.name);
  }

  /** @param model one that only the server runs is looked with there, once a person has agreed that pictures are sent */
  chooseModel(model: string): void {
    if (this.placement.chooseModel(model)) return;
    const { vision, preferences: { place, serverOnlyModel } } = this.state.get();
    this.prefer({ model, serverOnlyModel: undefined, place: serverOnlyModel?.before ?? place });
    this.placement.update();
    if (vision.status === 'ready' && vision.card.name === model) return;
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
    else this.placement.update();
  }

  prefer(change: Partial<Preferences>): void {
    const preferences = { ...this.state.get().preferences, ...change };
    this.state.change({ preferences });
    savePreferences(preferences);
    this.sift();
  }

  /** @param threshold 0 to 1, for the model that looks now */
  chooseThreshold(threshold: number): void {
    const { looking, preferences: { thresholds } } = this.state.get();
    if (looking !== undefined) this.prefer({ thresholds: { ...thresholds, [looking.name]: threshold } });
  }

  /** @param categories of the model that looks now, which are not shown from now on */
  hide(categories: readonly number[]): void {
    const { looking, preferences: { hidden } } = this.state.get();
    if (looking !== undefined) this.prefer({ hidden: { ...hidden, [looking.name]: [...categories] } });
  }

  chooseResolution(resolution: ResolutionName): void {
    this.prefer({ resolution });
    if (this.state.get().source.status === 'open' && this.wish.kind === 'camera') void this.open({ ...this.wish, resolution });
  }

  /** Opens a source in the place of the one before. */
  async open(wish: SourceWish): Promise<void> {
    this.closeSource();
    this.wish = wish;
    const mine = ++this.wishes;
    this.state.change({ source: { status: 'opening' }, paused: false, notice: undefined });
    try {
      const source = await openSource(wish);
      if (mine !== this.wishes) { source.close(); return; }
      if (source.kind === 'camera' || source.kind === 'screen') source.track.addEventListener('ended', () => this.trackEnded(source));
      this.state.change({ source: { status: 'open', source, mirrored: 'mirrored' in source && source.mirrored } });
      if (wish.kind === 'camera') this.prefer({ facing: wish.facing, cameraId: wish.deviceId });
      this.refeed();
    } catch (error) {
      if (mine !== this.wishes) return;
      const failure = error instanceof SourceError ? error.failure : { kind: 'unknown', title: 'That could not be opened', advice: `${String(error)} Try again.` };
      this.state.change({ source: { status: 'failed', failure } });
    }
  }

  /** The camera that was used the last time. */
  async openCamera(): Promise<void> {
    const { facing, cameraId, resolution } = this.state.get().preferences;
    await this.open({ kind: 'camera', facing, deviceId: cameraId, resolution });
  }

  async retrySource(): Promise<void> {
    // A camera that is gone is not asked for again by its number.
    await this.open(this.wish.kind === 'camera' ? { kind: 'camera', facing: this.wish.facing } : this.wish);
  }

  /** Back to the start: nothing is looked at, and the camera's light goes out. */
  stop(): void {
    this.closeSource();
    this.state.change({ source: { status: 'none' }, paused: false });
  }

  async togglePause(): Promise<void> {
    const paused = !this.state.get().paused;
    this.state.change({ paused });
    this.refeed();
    const { video } = this;
    if (video === null) return;
    if (!paused) return await video.play().catch(() => undefined);
    video.pause();
    // What is seen in the picture that now stands still, and not in the one before.
    await handOver(video, this.vision);
  }

  /** The picture of now with what is seen in exactly that picture. */
  async takeSnapshot(): Promise<void> {
    await this.keeping.snapshot(async (): Promise<Kept> => {
      const { source } = this.state.get();
      if (source.status !== 'open') throw new Error('There is no picture yet.');
      const shown = source.source.kind === 'picture' ? source.source.bitmap : this.video;
      if (shown === null) throw new Error('There is no picture yet.');
      const image = await createImageBitmap(shown);
      try {
        const { prediction, card } = await this.examine(image);
        const { threshold, hidden } = filterFor(card, this.state.get().preferences);
        const detections = prediction.task === 'detection' ? prediction.detections.filter(({ score, categoryId }) => score >= threshold && !hidden.includes(categoryId)) : [];
        const { takeSnapshot } = await import('../keep/take-snapshot');
        return await takeSnapshot(image, detections, card, new Date());
      } finally {
        image.close();
      }
    });
  }

  /** Starts to record what is shown, or ends that; a recording ends with its source too. */
  async toggleRecording(): Promise<void> {
    const { video } = this;
    if (video === null) return;
    const { Recorder } = await import('../keep/recorder');
    await this.keeping.toggleRecording((onProgress) => new Recorder(video, this.seen, onProgress));
  }

  toggleMirror(): void {
    const { source } = this.state.get();
    if (source.status === 'open') this.state.change({ source: { ...source, mirrored: !source.mirrored } });
  }

  dismissNotice(): void {
    this.state.change({ notice: undefined });
  }

  /** What looks now is asked about one picture; where the server does not answer, this device is. */
  private async examine(image: ImageBitmap): Promise<{ readonly prediction: Prediction; readonly card: ServedCard }> {
    const { place, card } = this.offloading.state.get();
    const served = place === 'server' && card !== undefined ? await this.offloading.examine(await createImageBitmap(image)) : undefined;
    if (served !== undefined && card !== undefined) return { prediction: served.prediction, card };
    const { vision } = this.state.get();
    if (vision.status !== 'ready') throw new Error('The model is not ready.');
    return { prediction: (await this.vision.examine(await createImageBitmap(image))).prediction, card: vision.card };
  }

  private saw(sight: Sight): void {
    const now = epochMs();
    this.meter.add(sight, now);
    this.seen.add(sight, now);
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
    if (vision.status !== 'ready') return;
    const { name, input: { sizes, width } } = vision.card;
    if (sizes === undefined || preferences.sizes[name] !== undefined) return;
    this.suited ??= { model: name, size: width, chooser: new SizeChooser(sizes) };
    const size = this.suited.chooser.ran(width, runMs);
    if (size === undefined) return;
    this.suited = { ...this.suited, size };
    void this.openModel();
  }

  /** What is seen shows what a person wants to see. */
  private sift(): void {
    const { looking, preferences } = this.state.get();
    this.seen.want(filterFor(looking, preferences));
  }

  private refeed(): void {
    this.stopFeed();
    this.stopFeed = () => undefined;
    const { vision, source, paused } = this.state.get();
    const still = paused || (source.status === 'open' && source.source.kind === 'picture');
    this.seen.standStill(still);
    this.offloading.run(!still && source.status === 'open' && !document.hidden);
    if (source.status !== 'open' || document.hidden) return;
    if (!still && this.video !== null && this.offloading.state.get().place === 'server') {
      this.stopFeed = feedVideo(this.video, this.offloading.sink);
      return;
    }
    if (vision.status !== 'ready') return;
    if (paused) {
      if (this.video !== null) void handOver(this.video, this.vision);
      return;
    }
    this.stopFeed = feed(source.source, this.video, this.vision);
  }

  private closeSource(): void {
    this.keeping.stopRecording();
    this.stopFeed();
    this.stopFeed = () => undefined;
    this.wishes++;
    const { source } = this.state.get();
    if (source.status === 'open') source.source.close();
    this.forgetSight();
  }

  private forgetSight(): void {
    this.meter.reset();
    this.seen.forget();
  }

  private trackEnded(ended: Source): void {
    const { source } = this.state.get();
    if (source.status !== 'open' || source.source !== ended) return;
    // A phone takes the camera from a page in the background; it is asked for again when the page is back.
    if (document.hidden) return;
    this.closeSource();
    this.state.change({ source: ended.kind === 'screen' ? { status: 'none' } : { status: 'failed', failure: UNPLUGGED } });
  }

  private visibilityChanged(): void {
    const { source } = this.state.get();
    const lost = source.status === 'open' && 'track' in source.source && source.source.track.readyState === 'ended';
    if (!document.hidden && lost) void this.open(this.wish);
    else this.refeed();
  }
}
