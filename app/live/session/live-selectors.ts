import type { CatalogueEntry } from '../../../models/artifact/catalogue';
import type { ServedCard } from '../../../models/protocol/messages';
import type { Offer } from '../../../models/protocol/offer';
import type { OffloadingState } from '../../offload/offloading-state';
import type { PlaceWish } from '../../offload/place-wishes';
import type { ServerRequest } from '../../offload/server-selection';
import type { ResultFilter } from '../../looker/tracked-results';
import type { VisionState } from '../../looker/vision-client';
import type { LiveState } from './live-state';
import type { Preferences } from './preferences';

export interface ModelChoice extends CatalogueEntry {
  /** No device runs it: to choose it means that pictures are sent to the server. */
  readonly serverOnly: boolean;
}

/** The models that find things: those that the page can fetch, and those that only the server runs, where it does that. */
export function modelChoices(models: readonly CatalogueEntry[], offer: Offer): readonly ModelChoice[] {
  const listed = models.map((entry) => ({ ...entry, serverOnly: entry.runsOn === 'server' }));
  const others = offer.models.filter(({ name, task, onDevice }) => task === 'detection' && !onDevice && !models.some((known) => known.name === name));
  return [...listed, ...others.map((entry) => ({ ...entry, serverOnly: true }))].filter(({ serverOnly }) => offer.offered || !serverOnly);
}

/** The model for this device: the one that a person chose, else the first that a device can run. */
export function deviceModel(models: readonly CatalogueEntry[], chosen: string | undefined): CatalogueEntry | undefined {
  const runnable = models.filter(({ runsOn }) => runsOn !== 'server');
  return runnable.find(({ name }) => name === chosen) ?? runnable[0];
}

/** Where to look: nowhere else than here before a person has agreed, and where the server does not offer it. */
export function placeWish({ offered }: Offer, { maySend, place }: Preferences): PlaceWish {
  return offered && maySend ? place : 'device';
}

/**
 * What the server is to look with: the model that runs here, or is to run here, unless a person chose one that only the
 * server runs. Undefined where both places are compared, until it runs here.
 */
export function serverRequest(vision: VisionState, models: readonly CatalogueEntry[], { place, model, serverOnlyModel, sizes }: Preferences): ServerRequest | undefined {
  if (place === 'server' && serverOnlyModel !== undefined) return { model: serverOnlyModel.name, size: sizes[serverOnlyModel.name] ?? 'automatic', serverOnly: true };
  if (vision.status !== 'ready') {
    // A person who chose the server need not wait for the device, which may not be able to look at all.
    const entry = place === 'server' || vision.status === 'failed' ? deviceModel(models, model) : undefined;
    return entry && { model: entry.name, size: entry.sizes?.find((size) => size === sizes[entry.name]) ?? 'automatic', serverOnly: false };
  }
  const { name, input: { width, height } } = vision.card;
  const chosen = sizes[name];
  // Where the two places are compared they look equally closely.
  const here = width === height ? width : undefined;
  return { model: name, size: place === 'server' ? (chosen === width ? chosen : 'automatic') : here, serverOnly: false };
}

/** The card of what answers now, with its input at the size in use; undefined while nothing does. */
export function lookingCard(vision: VisionState, { place, card }: OffloadingState): ServedCard | undefined {
  if (place === 'server' && card !== undefined) return card;
  return vision.status === 'ready' ? vision.card : undefined;
}

/** Whose answers are sifted: what looks now, else what is about to, so that its certainty can be seen and set from the start. */
export function sifted({ looking, models, offer, preferences: { place, model, serverOnlyModel } }: LiveState): Pick<ServedCard, 'name' | 'scoreThreshold' | 'liveThreshold'> | undefined {
  const onServer = place === 'server' ? modelChoices(models, offer).find(({ name }) => name === serverOnlyModel?.name) : undefined;
  return looking ?? onServer ?? deviceModel(models, model);
}

/** What a person set for a model, else what its card proposes. */
export function filterFor(card: Pick<ServedCard, 'name' | 'scoreThreshold' | 'liveThreshold'> | undefined, { thresholds, hidden }: Preferences): ResultFilter {
  if (card === undefined) return { threshold: 0.5, hidden: [] };
  return { threshold: thresholds[card.name] ?? card.liveThreshold ?? card.scoreThreshold, hidden: hidden[card.name] ?? [] };
}

/** @param size undefined: none that a person chose */
export function withSize(sizes: Preferences['sizes'], model: string, size: number | undefined): Preferences['sizes'] {
  const others = Object.entries(sizes).filter(([name]) => name !== model);
  return Object.fromEntries(size === undefined ? others : [...others, [model, size]]);
}
