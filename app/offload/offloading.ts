import { AutoSwitch, type Place } from '../../models/runtime/auto-switch';
import type { FrameSink } from '../capture/frame-sink';
import { ValueStore } from '../live/value-store';
import { epochMs, NONE_DROPPED, type Sight, type Transferable2d } from '../vision/messages';
import { encodeFrame, sizeOf } from './encode-frame';
import { OffloadClient, type OffloadSight, type OffloadState } from './offload-client';
import type { PlaceWish } from './place-wishes';

export interface OffloadingState {
  readonly wish: PlaceWish;
  /** Where they are looked at now. */
  readonly place: Place;
  /** Why there, as a sentence for a person. */
  readonly reason: string;
  readonly bytesPerSecond: number;
}

export interface OffloadingHost {
  /** The server has seen something, and it is its turn. */
  readonly onSight: (sight: Sight) => void;
  /** From now on frames are to be brought to another place. */
  readonly onPlace: (place: Place) => void;
  /** A frame of now, to try the place that is not in use. */
  readonly grab: () => Promise<Transferable2d | undefined>;
  /** Has the device look at a frame, which it takes over. */
  readonly examine: (frame: Transferable2d) => Promise<unknown>;
}

const ON_DEVICE: OffloadingState = { wish: 'device', place: 'device', reason: 'Pictures stay on this device.', bytesPerSecond: 0 };
const TICK_MS = 150;
/** A server that has said nothing for so long is gone; the device goes on before anybody notices. */
const SILENT_MS = 800;
/** What lies below is never worth sending; above it the page's own threshold decides. */
const LOWEST_SCORE = 0.05;

/**
 * Whether the device or the server looks at frames: as a person wishes, or by itself, measuring both. Where the server
 * is gone the device goes on within a second, until it is back. Nothing is sent before a person wished for it.
 */
export class Offloading {
  readonly state = new ValueStore<OffloadingState>(ON_DEVICE);
  private readonly client: OffloadClient<Transferable2d>;
  private auto = new AutoSwitch();
  private model: string | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;

  /** Brings frames to the server. */
  readonly sink: FrameSink;

  /** @param url of the server; by default the one that the page comes from */
  constructor(private readonly host: OffloadingHost, url = typeof location === 'undefined' ? '' : location.origin) {
    this.client = new OffloadClient<Transferable2d>({ url, encode: encodeFrame, now: epochMs }, {
      onState: () => this.tick(),
      onSight: (sight) => this.heardSight(sight),
      onDrop: (reason) => {
        // One that gave way to a newer one, or went with the connection, says nothing of the server's speed.
        if (reason !== 'superseded' && reason !== 'lost') this.auto.serverMissed(epochMs());
      },
    });
    const { client } = this;
    this.sink = {
      get free() { return client.free; },
      look: (frame) => client.look(frame, sizeOf(frame), epochMs()),
      skip: () => undefined,
      watch: () => { throw new TypeError('The server takes single frames.'); },
      unwatch: () => undefined,
    };
  }

  /** @param model what is to look; another one is measured anew */
  want(wish: PlaceWish, model: string | undefined, inputSide: number | undefined): void {
    if (wish === 'device') this.client.forbid();
    else this.client.allow();
    if (model !== undefined && model !== this.model) {
      this.model = model;
      this.auto = new AutoSwitch(inputSide === undefined ? {} : { inputSide });
      this.client.select(model, LOWEST_SCORE);
    }
    this.state.change({ wish });
    this.tick();
  }

  /** Whether there are frames to look at: only then is anything measured or sent. */
  run(running: boolean): void {
    if (running === (this.ticking !== undefined)) return;
    clearInterval(this.ticking);
    this.ticking = running ? setInterval(() => this.tick(), TICK_MS) : undefined;
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

  private tick(): void {
    const { wish, place: before } = this.state.get();
    if (wish === 'device') {
      this.state.set(ON_DEVICE);
    } else {
      const now = epochMs();
      const reachable = this.client.state.status === 'ready' && this.client.silentMs < SILENT_MS;
      this.auto.setReachable(now, reachable);
      const decision = this.auto.decide(now);
      this.client.encoding = decision.encoding;
      const chosen = wish === 'server';
      const place = chosen ? (reachable ? 'server' : 'device') : decision.place;
      this.state.set({ wish, place, reason: chosen ? chosenReason(place, this.client.state) : decision.reason, bytesPerSecond: this.client.bytesPerSecond });
      if (!chosen && decision.probe !== undefined && this.ticking !== undefined) void this.probe(decision.probe);
    }
    const { place } = this.state.get();
    if (place !== before) this.host.onPlace(place);
  }

  private async probe(place: Place): Promise<void> {
    const frame = await this.host.grab();
    if (frame === undefined) return;
    const takenAt = epochMs();
    if (place === 'server') { this.client.look(frame, sizeOf(frame), takenAt); return; }
    try {
      await this.host.examine(frame);
      this.auto.deviceAnswered(epochMs(), epochMs() - takenAt);
    } catch {
      // The device has no model ready; it is tried again.
    }
  }

  private heardSight(sight: OffloadSight): void {
    this.auto.serverAnswered(epochMs(), sight);
    if (this.state.get().place === 'server') this.host.onSight(asSight(sight));
  }
}

/** The parts of the time in the places of those that the device has: see SpeedDetails, which names them. */
function asSight({ prediction, takenAt, encodeMs, networkMs, timings: { queuedMs, decodedMs, inferredMs } }: OffloadSight): Sight {
  return {
    prediction,
    takenAt,
    timings: { prepareMs: encodeMs, forwardMs: inferredMs, readMs: networkMs, decodeMs: queuedMs + decodedMs },
    waitedMs: 0,
    dropped: NONE_DROPPED,
    memory: { tensors: 0, bytes: 0 },
  };
}

function chosenReason(place: Place, state: OffloadState): string {
  if (place === 'server') return 'You chose the server.';
  switch (state.status) {
    case 'refused': return `On this device: the server does not serve this page. ${state.failure.message}`;
    case 'lost': return `On this device until the server is back. ${state.message}`;
    default: return 'On this device until the server answers.';
  }
}
