import type { OfferedModel, ServedCard } from '../../models/protocol/messages';
import { AutoSwitch, type Place } from '../../models/runtime/auto-switch';
import type { FrameSink } from '../capture/frame-sink';
import { ValueStore } from '../state/value-store';
import { epochMs, type Sight, type Transferable2d } from '../vision/messages';
import { encodeFrame, sizeOf } from './encode-frame';
import { OffloadClient, type OffloadSight } from './offload-client';
import type { OffloadState } from './offload-connection';
import type { PlaceWish } from './place-wishes';
import { Reliance } from './reliance';
import { ServerSelection, type ServerLook } from './server-selection';
import { sightOf } from './sight-of';

export interface OffloadingState {
  readonly wish: PlaceWish;
  /** Where they are looked at now. */
  readonly place: Place;
  /** Why there, as a sentence for a person. */
  readonly reason: string;
  readonly bytesPerSecond: number;
  /** What the server looks with, once it has said so. */
  readonly card: ServedCard | undefined;
  /** Models that only the server runs, as it said when it was last there. */
  readonly serverModels: readonly OfferedModel[];
  /** The server serves only who has its token, and has not heard it yet. */
  readonly asksToken: boolean;
}

export interface OffloadingHost {
  /** The server has seen something, and it is its turn. */
  readonly onSight: (sight: Sight) => void;
  /** From now on frames are to be brought to another place. */
  readonly onPlace: (place: Place) => void;
  /** The server does not look with a model that no device runs; a sentence that says why. */
  readonly onUnserved: (why: string) => void;
  /** A frame of now, to try the place that is not in use. */
  readonly grab: () => Promise<Transferable2d | undefined>;
  /** Has the device look at a frame, which it takes over. */
  readonly examine: (frame: Transferable2d) => Promise<unknown>;
}

const ON_DEVICE: OffloadingState = { wish: 'device', place: 'device', reason: 'Pictures stay on this device.', bytesPerSecond: 0, card: undefined, serverModels: [], asksToken: false };
const STANDS_STILL = 'What stands still is looked at on this device.';
const TICK_MS = 150;
/** A server that has said nothing for so long is gone; the device goes on before anybody notices. */
const SILENT_MS = 800;
/** How often a server that was wished for is tried until it answers. */
const TRY_EVERY_MS = 600;

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
  private readonly reliance = new Reliance();
  private auto = new AutoSwitch();
  /** The state while a person wants none of it. */
  private idle = ON_DEVICE;
  /** Why the server does not look with what is wanted; undefined where it may. */
  private unserved: string | undefined;
  /** It stays while another token is tried. */
  private asksToken = false;
  /** There was a connection since something else was wanted. */
  private wasReady = false;
  private triedAt = -Infinity;
  private ticking: ReturnType<typeof setInterval> | undefined;

  /** @param url of the server; by default the one that the page comes from */
  constructor(private readonly host: OffloadingHost, url = typeof location === 'undefined' ? '' : location.origin) {
    this.client = new OffloadClient<Transferable2d>({ url, encode: encodeFrame, now: epochMs }, {
      onState: (state) => this.hearState(state),
      onSelected: (card) => this.hearSelected(card),
      onUnserved: ({ message }) => this.giveUp(message),
      onSight: (sight) => this.hearSight(sight),
      onDrop: (reason) => {
        if (reason === 'unrunnable') return this.giveUp('No engine of the server runs the model.');
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

  /** Tells the server its token, where it asks for one. */
  introduce(token: string | undefined): void {
    this.client.introduce(token);
  }

  /** @param look with what; another model is measured anew. Undefined where that is not known yet */
  want(wish: PlaceWish, look: ServerLook | undefined): void {
    const changed = look === undefined ? 'nothing' : this.selection.want(look);
    if (changed !== 'nothing') this.unserved = undefined;
    if (changed === 'model') {
      this.auto = new AutoSwitch();
      this.reliance.reset();
    }
    if (changed === 'model' || wish !== this.state.get().wish) this.wasReady = this.client.state.status === 'ready';
    if (wish === 'device') this.client.forbid();
    else this.client.allow();
    this.state.change({ wish });
    this.tick();
  }

  /** Whether there are frames of a stream to look at: only then is anything measured or sent. */
  run(running: boolean): void {
    if (running === (this.ticking !== undefined)) return;
    clearInterval(this.ticking);
    this.ticking = running ? setInterval(() => this.tick(), TICK_MS) : undefined;
    this.reliance.rest();
    // Whoever calls this brings frames to the right place anyway.
    this.decide();
  }

  /** The device has looked at a frame of the stream. */
  deviceAnswered(latencyMs: number): void {
    this.auto.deviceAnswered(epochMs(), latencyMs);
  }

  close(): void {
    this.run(false);
    this.client.forbid();
    this.state.set(ON_DEVICE);
  }

  private hearState(state: OffloadState): void {
    if (state.status === 'ready') {
      this.wasReady = true;
      this.unserved = undefined;
      this.asksToken = false;
      this.idle = { ...ON_DEVICE, serverModels: state.welcome.models.filter(({ onDevice }) => !onDevice) };
    } else {
      this.reliance.reset();
      if (state.status === 'refused') {
        this.asksToken = state.failure.code === 'unauthorized';
        this.giveUp(`The server does not serve this page. ${state.failure.message}`);
      } else if (state.status === 'lost' && !this.wasReady) this.giveUp('The server cannot be reached.');
    }
    this.tick();
  }

  private hearSelected(card: ServedCard): void {
    this.selection.selected(card);
    this.auto.setInputSide(Math.max(card.input.width, card.input.height));
    this.tick();
  }

  private hearSight(sight: OffloadSight): void {
    if (sight.model !== this.selection.wanted?.model) return;
    this.auto.serverAnswered(epochMs(), sight);
    this.reliance.answered(sight.latencyMs);
    this.selection.answered(sight.latencyMs);
    if (this.state.get().place === 'server') this.host.onSight(sightOf(sight));
    else this.tick();
  }

  private giveUp(why: string): void {
    this.unserved = why;
    if (this.selection.wanted?.serverOnly === true) this.host.onUnserved(why);
    else this.tick();
  }

  private tick(): void {
    const { place: before } = this.state.get();
    this.decide();
    const { wish, place } = this.state.get();
    if (place !== before) this.host.onPlace(place);
    if (wish === 'server' && place === 'device') this.tryServer();
  }

  private decide(): void {
    const { wish } = this.state.get();
    if (wish === 'device') return this.state.set(this.idle);
    const now = epochMs();
    const running = this.ticking !== undefined;
    const reachable = this.client.state.status === 'ready' && this.client.silentMs < SILENT_MS && this.unserved === undefined && !this.reliance.lapsed(now);
    this.auto.setReachable(now, reachable);
    const decision = this.auto.decide(now);
    this.client.encoding = decision.encoding;
    const better = wish === 'server' ? reachable && this.reliance.holds : decision.place === 'server';
    const place = running && better ? 'server' : 'device';
    this.state.set({
      wish, place, bytesPerSecond: this.client.bytesPerSecond, card: this.selection.card, serverModels: this.idle.serverModels, asksToken: this.asksToken,
      reason: running ? this.reason(place, decision.reason) : STANDS_STILL,
    });
    if (wish === 'auto' && decision.probe !== undefined && running) void this.probe(decision.probe);
  }

  private reason(place: Place, measured: string): string {
    if (this.unserved !== undefined) return `On this device. ${this.unserved}`;
    if (this.state.get().wish === 'auto') return measured;
    const serverOnly = this.selection.wanted?.serverOnly === true;
    if (place === 'server') return serverOnly ? 'Only the server runs this model.' : 'You chose the server.';
    const here = serverOnly ? 'On this device, with another model,' : 'On this device';
    const { state } = this.client;
    return state.status === 'lost' ? `${here} until the server is back. ${state.message}` : `${here} until the server answers in time.`;
  }

  private send(frame: Transferable2d): void {
    const now = epochMs();
    this.reliance.asked(now);
    this.client.look(frame, sizeOf(frame), now);
  }

  private tryServer(): void {
    const now = epochMs();
    if (this.ticking === undefined || !this.client.free || now - this.triedAt < TRY_EVERY_MS) return;
    this.triedAt = now;
    void this.probe('server');
  }

  private async probe(place: Place): Promise<void> {
    const frame = await this.host.grab();
    if (frame === undefined) return;
    if (place === 'server') { this.send(frame); return; }
    const takenAt = epochMs();
    try {
      await this.host.examine(frame);
      this.auto.deviceAnswered(epochMs(), epochMs() - takenAt);
    } catch {
      // The device has no model ready; it is tried again.
    }
  }
}
