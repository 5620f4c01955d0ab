import { describe, expect, it } from 'vitest';
import type { LiveState } from '../../../../app/live/session/live-state';
import { OffloadChoice } from '../../../../app/live/session/offload-choice';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../../app/live/session/preferences';
import { ValueStore } from '../../../../app/ui/value-store';
import { Offloading } from '../../../../app/offload/offloading';
import type { PlaceWish } from '../../../../app/offload/place-wishes';
import type { ServerRequest } from '../../../../app/offload/server-selection';
import { catalogueOf } from '../../../../models/artifact/catalogue';
import { tinyCard } from '../../../models/artifact/tiny-card';

/** Nothing is connected to: only what is wanted is written down. */
class WantedOffloading extends Offloading {
  readonly wanted: { readonly wish: PlaceWish; readonly look: ServerRequest | undefined; readonly deviceLooks: boolean }[] = [];
  constructor() {
    super({ onResult: () => undefined, onPlace: () => undefined, onUnserved: () => undefined, grab: () => Promise.resolve(undefined), predictOnce: () => Promise.resolve() }, 'http://127.0.0.1:9');
  }
  override want(wish: PlaceWish, look: ServerRequest | undefined, deviceLooks = true): void {
    this.wanted.push({ wish, look, deviceLooks });
  }
}

function page(preferences: Partial<Preferences> = {}) {
  const card = tinyCard({ name: 'light', title: 'Light', task: 'detection' });
  const state = new ValueStore<LiveState>({
    vision: { status: 'ready', card, engine: { name: 'wasm', detail: '', reason: '' } }, looking: card, source: { status: 'none' }, paused: false,
    models: catalogueOf([card, tinyCard({ name: 'heavy', title: 'Heavy', task: 'detection', runsOn: 'server' }), tinyCard({ name: 'judge', task: 'classification', runsOn: 'server' })]).models,
    offer: { offered: true, tokenNeeded: false, models: [] }, preferences: { ...DEFAULT_PREFERENCES, ...preferences }, asking: undefined, notice: undefined,
  });
  const offloading = new WantedOffloading();
  const placement = new OffloadChoice(state, offloading, (change) => state.change({ preferences: { ...state.get().preferences, ...change } }));
  return { placement, state, wanted: offloading.wanted, chosen: () => state.get().preferences };
}

describe('OffloadChoice', () => {
  it.each(['server', 'auto'] as const)('asks before %s, does nothing when the answer is no, and does not ask again after a yes', (place) => {
    const { placement, state, wanted, chosen } = page();
    placement.choose(place);
    expect(state.get().asking).toEqual({ place });
    placement.answer(false);
    expect([wanted, chosen()]).toEqual([[], DEFAULT_PREFERENCES]);
    placement.choose(place);
    placement.answer(true);
    expect(wanted.at(-1)?.wish).toBe(place);
    placement.choose('device');
    expect(wanted.at(-1)?.wish).toBe('device');
    placement.choose(place);
    expect(state.get().asking).toBeUndefined();
    expect(wanted.at(-1)).toMatchObject({ wish: place, look: { model: 'light', size: place === 'server' ? 'automatic' : 32 } });
  });

  it('says of a device that failed that it does not look, and wishes what the person wished', () => {
    const { placement, state, wanted } = page({ maySend: true, place: 'auto' });
    state.change({ vision: { status: 'failed', failure: { kind: 'engine', message: 'No engine.' } } });
    placement.update();
    expect(wanted.at(-1)).toMatchObject({ wish: 'auto', look: { model: 'light' }, deviceLooks: false });
  });

  it('leaves a model that devices run to them', () => {
    const { placement, wanted } = page();
    expect(placement.chooseModel('light')).toBe(false);
    expect(placement.chooseModel('unheard-of')).toBe(false);
    expect(wanted).toEqual([]);
  });

  it('asks before a model that only the server runs, and keeps everything as it was when the answer is no', () => {
    const { placement, state, wanted, chosen } = page();
    expect(placement.chooseModel('heavy')).toBe(true);
    expect(state.get().asking).toMatchObject({ serverOnlyModel: { name: 'heavy', task: 'detection' } });
    placement.answer(false);
    expect([wanted, chosen(), state.get().asking]).toEqual([[], DEFAULT_PREFERENCES, undefined]);
  });

  it('has the server look with it after a yes, until another place is chosen', () => {
    const { placement, wanted, chosen } = page();
    placement.chooseModel('heavy');
    placement.answer(true);
    expect(wanted.at(-1)).toEqual({ wish: 'server', look: { model: 'heavy', size: 'automatic', serverOnly: true, lowestScore: 0.05 }, deviceLooks: true });
    placement.choose('server');
    expect(chosen().serverOnlyModels).toEqual({ detection: 'heavy' });
    placement.choose('auto');
    expect(wanted.at(-1)).toMatchObject({ wish: 'auto', look: { model: 'light' } });
    expect(chosen().serverOnlyModels).toEqual({});
  });

  it.each(['device', 'auto', 'server'] as const)('goes back to the model before, and to %s, where the server does not look with it, and says so', (before) => {
    const { placement, state, wanted, chosen } = page({ maySend: true, place: before, sizes: { heavy: 64, light: 32 } });
    placement.chooseModel('heavy');
    placement.goBack('The server cannot be reached.');
    expect(chosen()).toEqual({ ...DEFAULT_PREFERENCES, maySend: true, place: before, sizes: { light: 32 } });
    expect(wanted.at(-1)).toMatchObject({ wish: before, look: { model: 'light' } });
    expect(state.get().notice).toBe('Heavy cannot be used now, so the model before goes on. The server cannot be reached.');
    const calls = wanted.length;
    placement.goBack('Said again.');
    expect(wanted).toHaveLength(calls);
  });

  it('changes to the mode of a model that only the server runs, once a person has agreed, and leaves the other mode where it was', () => {
    const { placement, state, wanted, chosen } = page();
    placement.chooseModel('judge');
    expect(chosen().mode).toBe('detection');
    placement.answer(true);
    expect(chosen()).toMatchObject({ mode: 'classification', place: 'device', serverOnlyModels: { classification: 'judge' } });
    expect(wanted.at(-1)).toEqual({ wish: 'server', look: { model: 'judge', size: 'automatic', serverOnly: true, lowestScore: 0.01 }, deviceLooks: true });
    state.change({ preferences: { ...chosen(), mode: 'detection' } });
    placement.update();
    expect(wanted.at(-1)).toMatchObject({ wish: 'device', look: { model: 'light' } });
  });
});
