import type { FailureCode } from '../../models/protocol/messages';
import type { Place } from './policy/latency-by-side';
import type { PlaceWish } from './place-wishes';

/** Why the server does not look: what it said, or what became of the connection. */
export type Trouble = Exclude<FailureCode, 'unauthorized'> | 'token_wanted' | 'token_wrong' | 'unreachable' | 'broken' | 'unrunnable' | 'failing';

const MISUNDERSTOOD = 'This page and the server do not understand each other: reload the page.';

/** Each as a sentence for a person, who knows nothing of sockets. */
export const TROUBLES: Readonly<Record<Trouble, string>> = {
  unreachable: 'The server cannot be reached.',
  broken: 'The connection to the server broke.',
  closing: 'The server has stopped.',
  unavailable: 'The server cannot look at pictures now.',
  too_many_connections: 'The server is full: it serves as many as it can.',
  too_many_messages: 'This page sent more than the server takes.',
  unread: 'This page takes up answers more slowly than the server gives them.',
  token_wanted: 'The server asks for its token: type it in the settings.',
  token_wrong: 'The server has another token: type it again in the settings.',
  unknown_model: 'The server does not have this model.',
  unknown_size: 'The server does not run this model at this size.',
  unrunnable: 'No engine of the server runs this model.',
  failing: 'The server fails at this model.',
  unsupported_version: MISUNDERSTOOD,
  invalid: MISUNDERSTOOD,
  unknown_event: MISUNDERSTOOD,
  no_hello: MISUNDERSTOOD,
};

/** Those that end as soon as the token is typed. */
export const asksToken = (trouble: Trouble | undefined): boolean => trouble === 'token_wanted' || trouble === 'token_wrong';

export interface Situation {
  readonly wish: PlaceWish;
  readonly place: Place;
  /** Whether this device can look at all. */
  readonly deviceLooks: boolean;
  /** Whether there is a stream to look at. */
  readonly running: boolean;
  readonly trouble: Trouble | undefined;
  /** The server is being called. */
  readonly calling: boolean;
  /** It says nothing any more, though the connection stands. */
  readonly silent: boolean;
  /** The model that was chosen runs on the server only. */
  readonly serverOnly: boolean;
  /** What measuring both places says. */
  readonly measured: string;
}

/** Why frames are looked at where they are, beside the place itself. */
export function reasonFor(situation: Situation): string {
  const { wish, place, deviceLooks, running, trouble, calling, serverOnly, measured } = situation;
  if (!running) return deviceLooks ? 'What stands still is looked at on this device.' : 'There is nothing to look at.';
  if (place === 'server' && serverOnly) return 'This model runs on the server only.';
  if (place === 'server' && wish === 'server') return 'You chose the server.';
  if (place === 'server' && !deviceLooks) return 'This device cannot run the model.';
  if (wish === 'auto' && deviceLooks && trouble === undefined && !calling) return measured;
  return `${serverOnly && deviceLooks ? 'Another model looks for now. ' : ''}${waiting(situation)}`;
}

function waiting({ trouble, calling, silent }: Situation): string {
  if (trouble === undefined) return calling ? 'The server is being called.' : silent ? 'The server does not answer.' : 'The server does not answer in time yet.';
  if (!calling) return TROUBLES[trouble];
  return asksToken(trouble) ? 'The token is being tried.' : `${TROUBLES[trouble]} It is tried again by itself.`;
}
