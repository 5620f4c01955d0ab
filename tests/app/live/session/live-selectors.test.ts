import { describe, expect, it } from 'vitest';
import { choicesFor, deviceModel, filterFor, lookingCard, modelChoices, offeredModes, placeWish, serverRequest, sifted, withSize } from '../../../../app/live/session/live-selectors';
import { START } from '../../../../app/live/session/live-state';
import { DEFAULT_PREFERENCES } from '../../../../app/live/session/preferences';
import type { OffloadingState } from '../../../../app/offload/offloading-state';
import type { VisionState } from '../../../../app/looker/vision-client';
import { catalogueOf } from '../../../../models/artifact/catalogue';
import { NOT_OFFERED } from '../../../../models/protocol/offer';
import { tinyCard } from '../../../models/artifact/tiny-card';

const detector = (name: string, runsOn?: 'server') => tinyCard({ name, task: 'detection', runsOn, input: { ...tinyCard().input, sizes: [32, 64] } });
const { models } = catalogueOf([detector('light'), detector('heavy', 'server')]);
const running: VisionState = { status: 'ready', card: detector('light'), engine: { name: 'wasm', detail: '', reason: '' } };
const opening: VisionState = { status: 'closed' };
const offloading = (change: Partial<OffloadingState>): OffloadingState => ({ wish: 'server', place: 'server', reason: '', bytesPerSecond: 0, receivedPerSecond: 0, card: undefined, token: 'unasked', ...change });

describe('what there is to look with', () => {
  it('are the models of the page, and what only the server runs, each once, the latter where the server offers it', () => {
    const { models: served } = catalogueOf([detector('light'), detector('heavy'), detector('heavier')]);
    const offer = { offered: true, tokenNeeded: false, models: served.map((model) => ({ ...model, onDevice: model.name === 'light' })) };
    const choices = modelChoices(models, offer);
    expect(choices.map(({ name, serverOnly }) => [name, serverOnly])).toEqual([['light', false], ['heavy', true], ['heavier', true]]);
    expect(modelChoices(models, { ...offer, offered: false }).map(({ name }) => name)).toEqual(['light']);
  });

  it('is on the device never what only the server runs', () => {
    expect(deviceModel(models, { mode: 'detection', models: { detection: 'heavy' } })?.name).toBe('light');
    expect(deviceModel(models, DEFAULT_PREFERENCES)?.name).toBe('light');
    expect(deviceModel(models.filter(({ runsOn }) => runsOn === 'server'), { mode: 'detection', models: { detection: 'heavy' } })).toBeUndefined();
  });
});

describe('modes', () => {
  const classifier = (name: string, runsOn?: 'server') => tinyCard({ name, task: 'classification', runsOn });
  const { models: all } = catalogueOf([detector('light'), classifier('namer'), classifier('judge')]);

  it('that stay on the device have no model that only the server runs, and look nowhere else', () => {
    const { models: entries } = catalogueOf([detector('light'), tinyCard({ name: 'joints', task: 'pose', keypoints: { names: ['nose'], skeleton: [], pairs: [] } })]);
    const offer = { offered: true, tokenNeeded: false, models: entries.map((entry) => ({ ...entry, name: `${entry.name}-there`, onDevice: false })) };
    expect(modelChoices(entries, offer).map(({ name }) => name)).toEqual(['light', 'joints', 'light-there']);
    expect(offeredModes(entries, offer)).toEqual(['detection', 'pose']);
    const preferences = { ...DEFAULT_PREFERENCES, place: 'server' as const, maySend: true };
    expect(placeWish(offer, preferences)).toBe('server');
    expect(placeWish(offer, { ...preferences, mode: 'pose' })).toBe('device');
  });

  it('are those that there is a model for, each with a choice and a model of its own', () => {
    expect(offeredModes(models, NOT_OFFERED)).toEqual(['detection']);
    expect(offeredModes(all, NOT_OFFERED)).toEqual(['detection', 'classification']);
    expect(choicesFor('classification', all, NOT_OFFERED).map(({ name }) => name)).toEqual(['judge', 'namer']);
    const chosen = { detection: 'light', classification: 'namer' };
    expect(deviceModel(all, { mode: 'detection', models: chosen })?.name).toBe('light');
    expect(deviceModel(all, { mode: 'classification', models: chosen })?.name).toBe('namer');
    expect(deviceModel(all, { mode: 'classification', models: { detection: 'namer' } })?.name).toBe('judge');
  });

  it('are there for what only the server runs, where it does', () => {
    const { models: served } = catalogueOf([detector('light'), classifier('judge', 'server')]);
    expect(offeredModes(served, NOT_OFFERED)).toEqual(['detection']);
    expect(offeredModes(served, { ...NOT_OFFERED, offered: true })).toEqual(['detection', 'classification']);
  });
});

it('what is sifted is what looks now, else what is about to, here or on the server', () => {
  const state = { ...START, models, offer: { ...NOT_OFFERED, offered: true } };
  expect(sifted({ ...state, models: [] })).toBeUndefined();
  expect(sifted(state)).toMatchObject({ name: 'light', scoreThreshold: detector('light').scoreThreshold });
  expect(sifted({ ...state, preferences: { ...DEFAULT_PREFERENCES, serverOnlyModels: { detection: 'heavy' } } })?.name).toBe('heavy');
  expect(sifted({ ...state, looking: detector('other') })?.name).toBe('other');
});

it('pictures are looked at here before a person has agreed, and where the server does not offer it', () => {
  const preferences = { ...DEFAULT_PREFERENCES, place: 'auto' as const };
  const offer = { ...NOT_OFFERED, offered: true };
  expect(placeWish(offer, preferences)).toBe('device');
  expect(placeWish(offer, { ...preferences, maySend: true })).toBe('auto');
  expect(placeWish(offer, { ...DEFAULT_PREFERENCES, maySend: true, serverOnlyModels: { detection: 'heavy' } })).toBe('server');
  expect(placeWish(NOT_OFFERED, { ...preferences, maySend: true })).toBe('device');
});

describe('what the server looks with', () => {
  it('is the model that runs here: at the largest size in time, the one that a person chose, or the same as here', () => {
    const preferences = { ...DEFAULT_PREFERENCES, place: 'server' as const };
    expect(serverRequest(opening, [], preferences)).toBeUndefined();
    expect(serverRequest(running, models, preferences)).toEqual({ model: 'light', size: 'automatic', serverOnly: false, lowestScore: 0.05 });
    expect(serverRequest(running, models, { ...preferences, sizes: { light: 32 } })).toMatchObject({ size: 32 });
    // A size that the model does not serve any more.
    expect(serverRequest(running, models, { ...preferences, sizes: { light: 999 } })).toMatchObject({ size: 'automatic' });
    expect(serverRequest(running, models, { ...preferences, place: 'auto' })).toMatchObject({ model: 'light', size: 32 });
  });

  it('is the model that is to run here, where a person chose the server or the device cannot run it', () => {
    const failed: VisionState = { status: 'failed', failure: { kind: 'engine', message: '' } };
    const [server, auto] = [{ ...DEFAULT_PREFERENCES, place: 'server' as const }, { ...DEFAULT_PREFERENCES, place: 'auto' as const }];
    for (const [vision, preferences] of [[opening, server], [failed, server], [failed, auto]] as const) {
      expect(serverRequest(vision, models, preferences)).toEqual({ model: 'light', size: 'automatic', serverOnly: false, lowestScore: 0.05 });
      expect(serverRequest(vision, models, { ...preferences, sizes: { light: 64 } })).toMatchObject({ size: 64 });
      expect(serverRequest(vision, models, { ...preferences, sizes: { light: 999 } })).toMatchObject({ size: 'automatic' });
    }
    expect(serverRequest(opening, models, auto)).toBeUndefined();
  });

  it('is the model that only it runs, whatever runs here, where that was chosen', () => {
    const preferences = { ...DEFAULT_PREFERENCES, serverOnlyModels: { detection: 'heavy' } };
    for (const vision of [opening, running]) expect(serverRequest(vision, models, preferences)).toEqual({ model: 'heavy', size: 'automatic', serverOnly: true, lowestScore: 0.05 });
    expect(serverRequest(running, models, { ...preferences, sizes: { heavy: 64 } })).toMatchObject({ size: 64 });
    expect(serverRequest(running, models, { ...preferences, serverOnlyModels: { classification: 'heavy' }, place: 'auto' })).toMatchObject({ model: 'light' });
  });
});

it('what looks now is what the server has said where it looks, else what runs here', () => {
  const heavy = detector('heavy');
  expect(lookingCard(running, offloading({ card: heavy }), 'detection')).toBe(heavy);
  expect(lookingCard(opening, offloading({ card: heavy }), 'detection')).toBe(heavy);
  expect(lookingCard(running, offloading({ card: heavy, place: 'device' }), 'detection')?.name).toBe('light');
  expect(lookingCard(running, offloading({}), 'detection')?.name).toBe('light');
  expect(lookingCard(opening, offloading({}), 'detection')).toBeUndefined();
  expect(lookingCard(running, offloading({}), 'classification')).toBeUndefined();
});

it('what is shown is what was set for the model that looks, else what its card proposes', () => {
  const preferences = { ...DEFAULT_PREFERENCES, thresholds: { light: 0.7 }, hidden: { heavy: [1] } };
  expect(filterFor(detector('light'), preferences)).toEqual({ threshold: 0.7, hidden: [] });
  expect(filterFor(detector('heavy'), preferences)).toEqual({ threshold: 0.1, hidden: [1] });
  expect(filterFor(detector('light'), { ...preferences, mode: 'classification' })).toEqual({ threshold: 0.7, hidden: [] });
  expect(filterFor(detector('heavy'), { ...preferences, mode: 'classification' }).threshold).toBe(0.03);
  expect(filterFor(undefined, preferences)).toEqual({ threshold: 0.5, hidden: [] });
});

it('sizes are kept by model, and forgotten where none is chosen', () => {
  expect(withSize({ a: 1, b: 2 }, 'a', 3)).toEqual({ a: 3, b: 2 });
  expect(withSize({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 });
});
