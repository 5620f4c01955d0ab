import type { Offloading } from '../../offload/offloading';
import type { PlaceWish } from '../../offload/place-wishes';
import type { ValueStore } from '../../ui/value-store';
import { modelChoices, placeWish, serverRequest, withSize } from './live-selectors';
import type { Preferences } from './preferences';
import type { LiveState } from './live-state';

/** What a person is asked before it is done: pictures would leave the device. */
export type SendingWish = Pick<Preferences, 'place' | 'serverOnlyModel'>;

interface PlacementHost {
  readonly state: ValueStore<LiveState>;
  readonly offloading: Offloading;
  prefer(change: Partial<Preferences>): void;
}

/** Where pictures are looked at, and with what there: what a person wishes, once they have agreed that pictures are sent. */
export class OffloadChoice {
  constructor(private readonly host: PlacementHost) {}

  /** Where to look; on the device with the model that runs there. */
  choose(place: PlaceWish): void {
    this.wishFor({ place, serverOnlyModel: place === 'server' ? this.host.state.get().preferences.serverOnlyModel : undefined });
  }

  /** @returns whether only the server runs the model, which then looks there, once a person has agreed */
  chooseModel(model: string): boolean {
    if (this.choiceOf(model)?.serverOnly !== true) return false;
    const { place, serverOnlyModel } = this.host.state.get().preferences;
    this.wishFor({ place: 'server', serverOnlyModel: { name: model, before: serverOnlyModel?.before ?? place } });
    return true;
  }

  /** A person was asked whether pictures may be sent. */
  answer(agreed: boolean): void {
    const { asking } = this.host.state.get();
    this.host.state.change({ asking: undefined });
    if (agreed && asking !== undefined) this.fulfil(asking);
  }

  /** The token of a server that asks for one. */
  introduce(token: string): void {
    this.host.prefer({ token });
    this.host.offloading.introduce(token);
  }

  /** What was wished for, or what there is to look with, may have changed. */
  update(): void {
    const { vision, models, offer, preferences } = this.host.state.get();
    const wish = placeWish(offer, preferences);
    // Where the device cannot look there is nothing to compare.
    this.host.offloading.want(wish === 'auto' && vision.status === 'failed' ? 'server' : wish, serverRequest(vision, models, preferences));
  }

  /** The server does not look with the model that only it runs: the one before goes on, where it was looked at before. */
  goBack(why: string): void {
    const { serverOnlyModel, sizes } = this.host.state.get().preferences;
    if (serverOnlyModel === undefined) return;
    const { name, before } = serverOnlyModel;
    this.host.prefer({ place: before, serverOnlyModel: undefined, sizes: withSize(sizes, name, undefined) });
    this.host.state.change({ notice: `${this.choiceOf(name)?.title ?? name} cannot be used now, so the model before goes on. ${why}` });
    this.update();
  }

  private choiceOf(model: string) {
    const { models, offer } = this.host.state.get();
    return modelChoices(models, offer).find(({ name }) => name === model);
  }

  private wishFor(wish: SendingWish): void {
    if (wish.place === 'device' || this.host.state.get().preferences.maySend) this.fulfil(wish);
    else this.host.state.change({ asking: wish });
  }

  private fulfil({ place, serverOnlyModel }: SendingWish): void {
    this.host.prefer({ place, serverOnlyModel, ...(place !== 'device' && { maySend: true }) });
    this.update();
  }
}
