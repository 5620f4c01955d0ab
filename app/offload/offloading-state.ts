import type { ServedCard } from '../../models/protocol/messages';
import type { Place } from './policy/latency-by-side';
import { asksToken, type Trouble } from './offload-messages-en';
import type { PlaceWish } from './place-wishes';

export interface OffloadingState {
  readonly wish: PlaceWish;
  /** Where they are looked at now. */
  readonly place: Place;
  /** Why there, as a sentence for a person. */
  readonly reason: string;
  /** Of pictures, that leave this device. */
  readonly bytesPerSecond: number;
  /** The same of those that come back, in a mode whose answers are pictures. */
  readonly receivedPerSecond: number;
  /** What the server looks with, once it has said so. */
  readonly card: ServedCard | undefined;
  readonly token: TokenState;
}

/** Whether the server asks for its token: it serves only who has it. */
export type TokenState = 'unasked' | 'wanted' | 'trying' | 'wrong';

export const ON_DEVICE: OffloadingState = { wish: 'device', place: 'device', reason: 'Pictures stay on this device.', bytesPerSecond: 0, receivedPerSecond: 0, card: undefined, token: 'unasked' };

/** @param calling whether the server is being called, with the token that was typed */
export function tokenState(trouble: Trouble | undefined, calling: boolean): TokenState {
  if (!asksToken(trouble)) return 'unasked';
  if (calling) return 'trying';
  return trouble === 'token_wrong' ? 'wrong' : 'wanted';
}
