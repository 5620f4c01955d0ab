import type { Offloading } from '../../offload/offloading';
import type { PlaceWish } from '../../offload/place-wishes';
import type { ValueStore } from '../../ui/value-store';
import { modelChoices, placeWish, serverRequest, withSize, type ModelChoice } from './live-selectors';
import { without, type Preferences } from './preferences';
import type { LiveState } from './live-state';

/** What a person is asked before it is done: pictures would leave the device. */
export type SendingWish =
  | { readonly place: PlaceWish }
  /** With a model that only the server runs, in the mode that is its own. */
  | { readonly serverOnlyModel: ModelChoice };

/** Where pictures are looked at, and with what there: what a person wishes, once they have agreed that pictures are sent. */
export class OffloadChoice {
  constructor(private readonly state: ValueStore<LiveState>, private readonly offloading: Offloading, private readonly prefer: (change: Partial<Preferences>) => void) {}

  /** Where to look; on the device with the model that runs there. */
  choose(place: PlaceWish): void {
    this.wishFor({ place });
  }

  /** @returns whether only the server runs the model, which then looks there, once a person has agreed */
  chooseModel(model: string): boolean {
    const serverOnlyModel = this.choiceOf(model);
    if (serverOnlyModel?.serverOnly !== true) return false;
    this.wishFor({ serverOnlyModel });
    return true;
  }

  /** A person was asked whether pictures may be sent. */
  answer(agreed: boolean): void {
    const { asking } = this.state.get();
    this.state.change({ asking: undefined });
    if (agreed && asking !== undefined) this.fulfil(asking);
  }

  /** The token of a server that asks for one. */
  introduce(token: string): void {
    this.prefer({ token });
    this.offloading.introduce(token);
  }

  /** What was wished for, or what there is to look with, may have changed. */
  update(): void {
    const { vision, models, offer, preferences } = this.state.get();
    this.offloading.want(placeWish(offer, preferences), serverRequest(vision, models, preferences), vision.status !== 'failed');
  }

  /** The server does not look with the model that only it runs: the one before goes on, where it was looked at before. */
  goBack(why: string): void {
    const { mode, serverOnlyModels, sizes } = this.state.get().preferences;
    const name = serverOnlyModels[mode];
    if (name === undefined) return;
    this.prefer({ serverOnlyModels: without(serverOnlyModels, mode), sizes: withSize(sizes, name, undefined) });
    this.state.change({ notice: `${this.choiceOf(name)?.title ?? name} cannot be used now, so the model before goes on. ${why}` });
    this.update();
  }

  private choiceOf(model: string) {
    const { models, offer } = this.state.get();
    return modelChoices(models, offer).find(({ name }) => name === model);
  }

  private wishFor(wish: SendingWish): void {
    const staysHere = 'place' in wish && wish.place === 'device';
    if (staysHere || this.state.get().preferences.maySend) this.fulfil(wish);
    else this.state.change({ asking: wish });
  }

  private fulfil(wish: SendingWish): void {
    const { mode, serverOnlyModels } = this.state.get().preferences;
    if ('serverOnlyModel' in wish) {
      const { name, task } = wish.serverOnlyModel;
      this.prefer({ mode: task, serverOnlyModels: { ...serverOnlyModels, [task]: name }, maySend: true });
    } else {
      const { place } = wish;
      this.prefer({ place, ...(place === 'server' ? {} : { serverOnlyModels: without(serverOnlyModels, mode) }), ...(place !== 'device' && { maySend: true }) });
    }
    this.update();
  }
}
