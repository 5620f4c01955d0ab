import { resizeCanvas } from '../../overlay/resize-canvas';
import { sizeOf } from '../../looker/size-of';
import type { FrameResult, Progress, Transferable2d } from '../../looker/messages';
import type { FeedWay } from '../../sources/feed/feed-way';
import type { Source } from '../../sources/source';
import { Sources, type CameraPreferences } from '../../sources/sources';
import { fetchSample, SAMPLES } from '../../sources/samples/samples';
import { ValueStore } from '../../ui/value-store';
import { Measures } from '../figures/measures';
import type { Variant } from '../variants';
import { BENCHMARK, liveFrames, PICTURE, stillFrames, type OfferedFrame } from './frames';
import { turnOrder } from './turn-order';
import { UnreadableError, VariantRunner } from './variant-runner';

/** How a comparison goes. */
export type CompareStatus =
  | { readonly status: 'idle' }
  /** Variants are opened one after the other. */
  | { readonly status: 'opening'; readonly variant: number; readonly progress: Progress | undefined }
  /** `done` where what there is to look at has an end, 0 to 1. */
  | { readonly status: 'running'; readonly done: number | undefined }
  | { readonly status: 'done' }
  | { readonly status: 'failed'; readonly message: string };

/** A frame that every variant has looked at, and what each saw in it. */
export interface LookedFrame {
  /** In the frame's own pixels; drawn anew with the next frame. */
  readonly picture: HTMLCanvasElement;
  readonly results: readonly FrameResult[];
  readonly mirrored: boolean;
}

/** What was measured: live, on a picture, or on the frames that come with the page, the same for everyone. */
export type MeasuredOn = 'camera' | 'screen' | 'video' | 'picture' | 'built-in frames';

/** Variants that take turns on the same frames, on the same engine. Components show its stores and call its verbs. */
export class CompareSession {
  readonly status = new ValueStore<CompareStatus>({ status: 'idle' });
  /** A new object with every frame. */
  readonly looked = new ValueStore<LookedFrame | undefined>(undefined);
  readonly notice = new ValueStore<string | undefined>(undefined);
  readonly measuredOn = new ValueStore<MeasuredOn | undefined>(undefined);
  readonly sources: Sources;
  measures = new Measures(0);
  private variants: readonly Variant[] = [];
  private video: HTMLVideoElement | null = null;
  private way: FeedWay = 'frame';
  private running = new AbortController();
  /** What is looked at, or was. */
  private source: Source | undefined;
  private preferences: CameraPreferences = { mirrored: {} };

  constructor() {
    this.sources = new Sources({
      prefers: () => this.preferences,
      prefer: (change) => (this.preferences = { ...this.preferences, ...change }),
      video: () => this.video,
      onNotice: (sentence) => this.notice.set(sentence),
      letGo: () => this.stop(),
      refeed: () => this.sourceChanged(),
    });
  }

  /** The element that shows the source, once it has a picture. */
  show(video: HTMLVideoElement | null): void {
    this.video = video;
  }

  /** What is compared from now on; measured anew where something is looked at. */
  compare(variants: readonly Variant[]): void {
    this.variants = variants;
    this.forget();
    if (this.sources.state.get().status === 'open') this.start();
  }

  /** Looks at what is open, from the beginning. */
  start(): void {
    const open = this.sources.state.get();
    if (open.status !== 'open') return;
    const { source } = open;
    this.source = source;
    void this.run(source.kind, (signal) => this.framesOf(source, signal));
  }

  /** The same without a camera, on frames that come with the page: two people with two devices can compare what they measure. */
  benchmark(): void {
    this.sources.stop();
    void this.run('built-in frames', (signal) => builtInFrames(signal));
  }

  /** Tries anew what failed. */
  again(): void {
    if (this.sources.state.get().status === 'open') this.start();
    else this.benchmark();
  }

  /** Ends what runs; what was measured stays. */
  stop(): void {
    this.running.abort();
    const { status } = this.status.get();
    if (status === 'opening' || status === 'running') this.status.set({ status: this.looked.get() === undefined ? 'idle' : 'done' });
  }

  /** Told also when the page is seen again, which changes nothing. */
  private sourceChanged(): void {
    const open = this.sources.state.get();
    if (open.status === 'open' && open.source !== this.source) this.start();
  }

  private forget(): void {
    this.stop();
    this.measures = new Measures(this.variants.length);
    this.looked.set(undefined);
    this.measuredOn.set(undefined);
    this.status.set({ status: 'idle' });
  }

  private framesOf(source: Source, signal: AbortSignal): AsyncGenerator<OfferedFrame, void> {
    return source.kind === 'picture' ? stillFrames([source.bitmap], PICTURE, signal) : liveFrames(() => this.video, () => this.way, signal);
  }

  private async run(on: MeasuredOn, makeFrames: (signal: AbortSignal) => AsyncGenerator<OfferedFrame, void>): Promise<void> {
    this.forget();
    const { signal } = (this.running = new AbortController());
    const { variants } = this;
    const opening = (variant: number, progress?: Progress) => {
      if (!signal.aborted) this.status.set({ status: 'opening', variant, progress });
    };
    let variant = 0;
    const runner = new VariantRunner((progress) => opening(variant, progress), (sentence) => this.notice.set(sentence));
    signal.addEventListener('abort', () => runner.close());
    this.measuredOn.set(on);
    opening(0);
    try {
      let frames = 0;
      for await (const { frame, counts, round, done } of makeFrames(signal)) {
        try {
          if (frames === 0) {
            for (variant = 0; variant < variants.length; variant++) {
              opening(variant);
              const one = variants[variant];
              if (one !== undefined) this.measures.opened(variant, await runner.open(one, () => copyOf(frame)));
            }
          }
          const results = await this.everyoneLooks(runner, frame, frames++);
          if (signal.aborted) return;
          if (counts) this.measures.add(results, on === 'built-in frames' ? round : undefined);
          this.looked.set({ picture: this.draw(frame), results, mirrored: this.isMirrored });
          this.status.set({ status: 'running', done });
        } catch (error) {
          if (!(error instanceof UnreadableError) || this.way === 'bitmap') throw error;
          this.way = 'bitmap';
        } finally {
          frame.close();
        }
      }
      if (!signal.aborted) this.status.set({ status: 'done' });
    } catch (error) {
      if (!signal.aborted) this.status.set({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
    } finally {
      runner.close();
    }
  }

  /** One after the other, in an order that changes from frame to frame. @returns in the order of the variants */
  private async everyoneLooks(runner: VariantRunner, frame: Transferable2d, turn: number): Promise<readonly FrameResult[]> {
    const results: FrameResult[] = [];
    for (const index of turnOrder(this.variants.length, turn)) {
      const variant = this.variants[index];
      if (variant !== undefined) results[index] = await runner.look(variant, await copyOf(frame));
    }
    return results;
  }

  private get isMirrored(): boolean {
    const source = this.sources.state.get();
    return source.status === 'open' && source.mirrored;
  }

  /** Frames are few in a browser; a canvas keeps the picture for as long as it is shown. */
  private draw(frame: Transferable2d): HTMLCanvasElement {
    const picture = this.looked.get()?.picture ?? document.createElement('canvas');
    const { width, height } = sizeOf(frame);
    resizeCanvas(picture, width, height);
    picture.getContext('2d', { alpha: false })?.drawImage(frame, 0, 0, width, height);
    return picture;
  }
}

/** The samples that stand still. @throws SourceError where one cannot be downloaded and is not kept */
async function* builtInFrames(signal: AbortSignal): AsyncGenerator<OfferedFrame, void> {
  const pictures = await Promise.all(SAMPLES.filter(({ moves }) => !moves).map(async (sample) => createImageBitmap(await fetchSample(sample))));
  try {
    yield* stillFrames(pictures, BENCHMARK, signal);
  } finally {
    for (const picture of pictures) picture.close();
  }
}

/** Without its pixels where the browser can. */
const copyOf = async (image: Transferable2d): Promise<Transferable2d> => ('clone' in image ? image.clone() : await createImageBitmap(image));
