import type { PredictOptions } from '../../models/prediction/prediction';
import type { ServedCard } from '../../models/protocol/messages';
import { AutoSwitch } from './policy/auto-switch';
import type { Place } from './policy/latency-by-side';
import type { FrameSink } from '../sources/feed/frame-sink';
import { ValueStore } from '../ui/value-store';
import { epochMs, type FrameResult, type Transferable2d } from '../looker/messages';
import { FrameEncoder } from './encode-frame';
import { sizeOf } from '../looker/size-of';
import { openAnswerPicture } from './open-answer-picture';
import { BUDGET_MS, OffloadClient } from './offload-client';
import type { OffloadState } from './offload-connection';
import { frameResultOf, type ServerFrameResult } from './offload-result';
import { asksToken, reasonFor, TROUBLES, type Trouble } from './offload-messages-en';
import { ON_DEVICE, tokenState, type OffloadingState } from './offloading-state';
import type { PlaceWish } from './place-wishes';
import { PATIENCE_MS, ServerTrust } from './policy/server-trust';
import { ServerSelection, type ServerRequest } from './server-selection';

export interface OffloadingHost {
  /** The server has seen something, and it is its turn. */
  readonly onResult: (sight: FrameResult) => void;
  /** From now on frames are to be brought to another place. */
  readonly onPlace: (place: Place) => void;
  /** The server does not look with a model that no device runs; a sentence that says why. */
  readonly onUnserved: (why: string) => void;
  /** A frame of now, to try the place that is not in use. */
  readonly grab: () => Promise<Transferable2d | undefined>;
  /** Has the device look at a frame, which it takes over. */
  readonly predictOnce: (frame: Transferable2d) => Promise<unknown>;
  /** What is asked of a model with every frame. Default: nothing. */
  readonly optionsFor?: (card: ServedCard) => PredictOptions;
}

/** How often both places are weighed, and what leaves is told anew. */
const WEIGH_EVERY_MS = 150;
/** How often a server that was wished for is tried until it answers. */
const TRY_EVERY_MS = 600;
/** A picture may fail; when every one does, the server cannot run the model. */
const FAILURES_IN_A_ROW = 3;

/**
 * Whether the device or the server looks at frames: as a person wishes, or by itself, measuring both. While the server
 * does not answer, or not any more, the device goes on. Nothing is sent before a person wished for it.
 */
export class Offloading {
  readonly state = new ValueStore<OffloadingState>(ON_DEVICE);
  /** Brings frames to the server. */
  readonly sink: FrameSink;

  private readonly client: OffloadClient<Transferable2d>;
  private readonly selection: ServerSelection;
  private readonly reliance = new ServerTrust();
  private auto = new AutoSwitch();
  /** Whether this device can look at all: else there is nothing to weigh. */
  private deviceLooks = true;
  /** Why the server does not look with what is wanted; undefined where it may. It stays while the server is called again. */
  private trouble: Trouble | undefined;
  /** There was a connection since something else was wanted. */
  private wasReady = false;
  private triedAt = -Infinity;
  /** Frames since the last result at which the server failed. */
  private failures = 0;
  private ticking: ReturnType<typeof setInterval> | undefined;

  /** @param url of the server; by default the one that the page comes from */
  constructor(private readonly host: OffloadingHost, url = typeof location === 'undefined' ? '' : location.origin) {
    const encoder = new FrameEncoder();
    this.client = new OffloadClient<Transferable2d>({
      url,
      encode: (image, encoding) => encoder.encode(image, encoding),
      options: () => {
        const { styles } = (this.selection.card && this.host.optionsFor?.(this.selection.card)) ?? {};
        return styles === undefined ? {} : { styles: [...styles] };
      },
      openPicture: openAnswerPicture,
      now: epochMs,
    }, {
      onState: (state) => this.hearState(state),
      onSelected: (card) => this.hearSelected(card),
      onSilence: () => {
        // A word alone does not bring frames back: it has to answer one first.
        this.reliance.reset();
        this.tick();
      },
      onUnserved: (because) => this.giveUp(because),
      onResult: (sight) => this.hearSight(sight),
      onDrop: (reason) => {
        if (reason === 'unrunnable') return this.giveUp(reason);
        if (reason === 'failed' && this.selection.wanted?.serverOnly === true && ++this.failures === FAILURES_IN_A_ROW) return this.giveUp('failing');
        // One that gave way to a newer one, or went with the connection, says nothing of the server's speed.
        if (reason === 'superseded' || reason === 'lost') return;
        this.auto.serverMissed(epochMs());
        this.selection.answered();
      },
    });
    const { client } = this;
    this.selection = new ServerSelection((select) => client.select(select));
    this.sink = {
      get free() { return client.free; },
      look: (frame) => this.send(frame),
      skip: () => undefined,
      watch: () => { throw new TypeError('The server takes single frames.'); },
      unwatch: () => undefined,
    };
  }

  /** Tells the server its token, where it asks for one; one that refused is asked again. */
  introduce(token: string | undefined): void {
    this.client.introduce(token);
  }

  /**
   * @param look with what; another model is measured anew. Undefined where that is not known yet
   * @param deviceLooks false: this device cannot look, so that the server does wherever it may
   */
  want(wish: PlaceWish, look: ServerRequest | undefined, deviceLooks = true): void {
    this.deviceLooks = deviceLooks;
    const changed = look === undefined ? 'nothing' : this.selection.want(look);
    const { state } = this.client;
    if (changed !== 'nothing') this.trouble = 'because' in state ? state.because : undefined;
    // What only the server runs takes its time, and nothing can answer in its place.
    this.client.budgetMs = this.selection.wanted?.serverOnly === true ? PATIENCE_MS : BUDGET_MS;
    if (changed === 'model') {
      this.auto = new AutoSwitch();
      this.reliance.reset();
      this.failures = 0;
    }
    if (changed === 'model' || wish !== this.state.get().wish) this.wasReady = state.status === 'ready';
    if (wish === 'device') this.client.forbid();
    else this.client.allow();
    this.state.change({ wish });
    this.tick();
  }

  /** Whether there are frames of a stream to look at: only then is anything measured or sent. */
  run(running: boolean): void {
    if (running === (this.ticking !== undefined)) return;
    clearInterval(this.ticking);
    this.ticking = running ? setInterval(() => this.tick(), WEIGH_EVERY_MS) : undefined;
    if (!running) this.client.rest();
    this.reliance.rest();
    // Whoever calls this brings frames to the right place anyway.
    this.decide();
  }

  /** The device has looked at a frame of the stream. */
  deviceAnswered(latencyMs: number): void {
    this.auto.deviceAnswered(epochMs(), latencyMs);
  }

  /** Has the server look at one frame for its own sake, taking it over. @returns undefined where it does not, or with something else by now */
  async predictOnce(frame: Transferable2d): Promise<ServerFrameResult | undefined> {
    const sight = await this.client.predictOnce(frame, sizeOf(frame), epochMs());
    return sight?.model === this.selection.card?.name ? sight : undefined;
  }

  close(): void {
    this.run(false);
    this.client.forbid();
    this.state.set(ON_DEVICE);
  }

  private hearState(state: OffloadState): void {
    const because = 'because' in state ? state.because : undefined;
    if (state.status === 'ready') this.wasReady = true;
    else this.reliance.reset();
    if (state.status !== 'connecting') this.trouble = because;
    // A lost connection comes back, and a token can be typed.
    const hopeless = state.status === 'refused' ? !asksToken(because) : !this.wasReady;
    if (because !== undefined && hopeless) this.giveUp(because);
    else this.tick();
  }

  private hearSelected(card: ServedCard): void {
    this.selection.selected(card);
    this.auto.setInputSide(Math.max(card.input.width, card.input.height));
    this.tick();
  }

  private hearSight(sight: ServerFrameResult): void {
    if (sight.model !== this.selection.wanted?.model) return;
    this.failures = 0;
    this.auto.serverAnswered(epochMs(), sight);
    this.reliance.answered(sight.latencyMs);
    this.selection.answered(sight.latencyMs);
    if (this.state.get().place === 'server') this.host.onResult(frameResultOf(sight));
    else this.tick();
  }

  private giveUp(because: Trouble): void {
    this.trouble = because;
    if (this.selection.wanted?.serverOnly === true) this.host.onUnserved(TROUBLES[because]);
    else this.tick();
  }

  private tick(): void {
    const { place: before } = this.state.get();
    this.decide();
    const { wish, place } = this.state.get();
    if (place !== before) this.host.onPlace(place);
    if (this.prefersServer(wish) && place === 'device') this.tryServer();
  }

  /** Whether the server is to look whenever it can; else both places are compared, or nothing is sent. */
  private prefersServer(wish: PlaceWish): boolean {
    return wish === 'server' || (wish === 'auto' && !this.deviceLooks);
  }

  private decide(): void {
    const { wish, place: before } = this.state.get();
    if (wish === 'device') return this.state.set(ON_DEVICE);
    const now = epochMs();
    const running = this.ticking !== undefined;
    const { selection: { card, wanted }, deviceLooks, trouble, client: { state: { status }, silent } } = this;
    const reachable = status === 'ready' && !silent && trouble === undefined && !this.reliance.lapsed(now);
    this.auto.setReachable(now, reachable);
    const decision = this.auto.decide(now);
    this.client.encoding = decision.encoding;
    const better = this.prefersServer(wish) ? reachable && this.reliance.holds : decision.place === 'server';
    const place = running && better ? 'server' : 'device';
    // Nothing of what was sent while it looked is sent to try it.
    if (before === 'server' && place === 'device') this.client.rest();
    const calling = status === 'connecting' || status === 'lost';
    this.state.set({
      wish, place, card,
      bytesPerSecond: running ? this.client.bytesPerSecond : 0,
      receivedPerSecond: running ? this.client.receivedPerSecond : 0,
      token: tokenState(trouble, calling),
      reason: reasonFor({ wish, place, deviceLooks, running, trouble, calling, silent, serverOnly: wanted?.serverOnly === true, measured: decision.reason }),
    });
    if (!this.prefersServer(wish) && decision.probe !== undefined && running) void this.probe(decision.probe);
  }

  private send(frame: Transferable2d): void {
    // One that was still being copied when the stream came to rest.
    if (this.ticking === undefined) return frame.close();
    const now = epochMs();
    this.reliance.asked(now);
    this.client.look(frame, sizeOf(frame), now);
  }

  private tryServer(): void {
    const now = epochMs();
    if (this.ticking === undefined || !this.client.free || this.client.silent || now - this.triedAt < TRY_EVERY_MS) return;
    this.triedAt = now;
    void this.probe('server');
  }

  private async probe(place: Place): Promise<void> {
    const frame = await this.host.grab();
    if (frame === undefined) return;
    if (place === 'server') { this.send(frame); return; }
    const takenAt = epochMs();
    try {
      await this.host.predictOnce(frame);
      this.auto.deviceAnswered(epochMs(), epochMs() - takenAt);
    } catch {
      // The device has no model ready; it is tried again.
    }
  }
}
