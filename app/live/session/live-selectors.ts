import type { CatalogueEntry } from '../../../models/artifact/catalogue';
import type { ServedCard } from '../../../models/protocol/messages';
import type { Offer } from '../../../models/protocol/offer';
import type { OffloadingState } from '../../offload/offloading-state';
import type { PlaceWish } from '../../offload/place-wishes';
import type { ServerRequest } from '../../offload/server-selection';
import { TASK_NAMES, taskNamed, type TaskName } from '../../../models/tasks';
import { pageTask } from '../../tasks';
import type { ResultFilter } from '../../tasks/task';
import type { VisionState } from '../../looker/vision-client';
import type { LiveState } from './live-state';
import { wishedPlace, type Preferences } from './preferences';

export interface ModelChoice extends CatalogueEntry {
  /** No device runs it: to choose it means that pictures are sent to the server. */
  readonly serverOnly: boolean;
}

/** Whether only the device looks in a mode: the server does not find what its models look at. */
export const staysOnDevice = (mode: TaskName): boolean => taskNamed(mode).finder !== undefined;

/** The models of every mode: those that the page can fetch, and those that only the server runs, where it does that. */
export function modelChoices(models: readonly CatalogueEntry[], offer: Offer): readonly ModelChoice[] {
  const listed = models.map((entry) => ({ ...entry, serverOnly: entry.runsOn === 'server' }));
  const others = offer.models.filter(({ name, onDevice }) => !onDevice && !models.some((known) => known.name === name));
  return [...listed, ...others.map((entry) => ({ ...entry, serverOnly: true }))].filter(({ serverOnly, task }) => (offer.offered && !staysOnDevice(task)) || !serverOnly);
}

/** Those of one mode. */
export const choicesFor = (mode: TaskName, models: readonly CatalogueEntry[], offer: Offer): readonly ModelChoice[] => modelChoices(models, offer).filter(({ task }) => task === mode);

/** The modes for which there is a model. */
export function offeredModes(models: readonly CatalogueEntry[], offer: Offer): readonly TaskName[] {
  const choices = modelChoices(models, offer);
  return TASK_NAMES.filter((mode) => choices.some(({ task }) => task === mode));
}

/** The mode's model for this device: the one that a person chose, else the first that a device can run. */
export function deviceModel(models: readonly CatalogueEntry[], { mode, models: chosen }: Pick<Preferences, 'mode' | 'models'>): CatalogueEntry | undefined {
  const runnable = models.filter(({ task, runsOn }) => task === mode && runsOn !== 'server');
  return runnable.find(({ name }) => name === chosen[mode]) ?? runnable[0];
}

/** Where to look: nowhere else than here before a person has agreed, and where the server does not offer it, at all or in a mode. */
export function placeWish({ offered }: Offer, preferences: Preferences): PlaceWish {
  return offered && preferences.maySend && !staysOnDevice(preferences.mode) ? wishedPlace(preferences) : 'device';
}

/**
 * What the server is to look with: the model that runs here, or is to run here, unless a person chose one that only the
 * server runs. Undefined where both places are compared, until it runs here.
 */
export function serverRequest(vision: VisionState, models: readonly CatalogueEntry[], preferences: Preferences): ServerRequest | undefined {
  const { mode, place, serverOnlyModels, sizes } = preferences;
  const serverOnly = serverOnlyModels[mode];
  const { lowestScore } = taskNamed(mode);
  if (serverOnly !== undefined) return { model: serverOnly, size: sizes[serverOnly] ?? 'automatic', serverOnly: true, lowestScore };
  if (vision.status !== 'ready' || vision.card.task !== mode) {
    // A person who chose the server need not wait for the device, which may not be able to look at all.
    const entry = place === 'server' || vision.status === 'failed' ? deviceModel(models, preferences) : undefined;
    return entry && { model: entry.name, size: entry.sizes?.find((size) => size === sizes[entry.name]) ?? 'automatic', serverOnly: false, lowestScore };
  }
  const { name, input: { width, height } } = vision.card;
  const chosen = sizes[name];
  // Where the two places are compared they look equally closely.
  const here = width === height ? width : undefined;
  return { model: name, size: place === 'server' ? (chosen === width ? chosen : 'automatic') : here, serverOnly: false, lowestScore };
}

/** The card of what answers now, with its input at the size in use; undefined while nothing does. */
export function lookingCard(vision: VisionState, { place, card }: OffloadingState, mode: TaskName): ServedCard | undefined {
  if (place === 'server' && card !== undefined) return card;
  return vision.status === 'ready' && vision.card.task === mode ? vision.card : undefined;
}

/** Whose answers are sifted: what looks now, else what is about to, so that its certainty can be seen and set from the start. */
export function sifted({ looking, models, offer, preferences }: LiveState): Pick<ServedCard, 'name' | 'scoreThreshold' | 'liveThreshold'> | undefined {
  const { mode, serverOnlyModels } = preferences;
  const onServer = choicesFor(mode, models, offer).find(({ name }) => name === serverOnlyModels[mode]);
  return looking ?? onServer ?? deviceModel(models, preferences);
}

/** What a person set for a model, else what its task or its card proposes. */
export function filterFor(card: Pick<ServedCard, 'name' | 'scoreThreshold' | 'liveThreshold'> | undefined, { mode, thresholds, hidden }: Preferences): ResultFilter {
  if (card === undefined) return { threshold: 0.5, hidden: [] };
  return { threshold: thresholds[card.name] ?? pageTask(mode).controls.certainty?.start ?? card.liveThreshold ?? card.scoreThreshold, hidden: hidden[card.name] ?? [] };
}

/** @param size undefined: none that a person chose */
export function withSize(sizes: Preferences['sizes'], model: string, size: number | undefined): Preferences['sizes'] {
  const others = Object.entries(sizes).filter(([name]) => name !== model);
  return Object.fromEntries(size === undefined ? others : [...others, [model, size]]);
}
