import type { CatalogueEntry } from '../../../models/artifact/catalogue';
import type { ServedCard } from '../../../models/protocol/messages';
import { NOT_OFFERED, type Offer } from '../../../models/protocol/offer';
import type { SourceState } from '../../sources/source';
import type { VisionState } from '../../looker/vision-client';
import type { SendingWish } from './offload-choice';
import { DEFAULT_PREFERENCES, type Preferences } from './preferences';

/** What the live page shows, but for what changes with every frame. */
export interface LiveState {
  readonly vision: VisionState;
  /** The card of what answers now, here or on the server; undefined while nothing does. */
  readonly looking: ServedCard | undefined;
  readonly source: SourceState;
  readonly paused: boolean;
  readonly models: readonly CatalogueEntry[];
  /** What the server does for pages; nothing until it has said so. */
  readonly offer: Offer;
  readonly preferences: Preferences;
  /** A question that waits for its answer. */
  readonly asking: SendingWish | undefined;
  /** Something was mended by itself; a sentence that says what. */
  readonly notice: string | undefined;
}

export const START: LiveState = {
  vision: { status: 'closed' },
  looking: undefined,
  source: { status: 'none' },
  paused: false,
  models: [],
  offer: NOT_OFFERED,
  preferences: DEFAULT_PREFERENCES,
  asking: undefined,
  notice: undefined,
};
