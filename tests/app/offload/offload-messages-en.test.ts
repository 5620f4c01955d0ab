import { expect, it } from 'vitest';
import { reasonFor, type Situation } from '../../../app/offload/offload-messages-en';

const usual: Situation = { wish: 'server', place: 'server', deviceLooks: true, running: true, trouble: undefined, calling: false, silent: false, serverOnly: false, measured: 'Measured so.' };

it.each<[Partial<Situation>, string]>([
  [{}, 'You chose the server.'],
  [{ serverOnly: true }, 'This model runs on the server only.'],
  [{ deviceLooks: false }, 'You chose the server.'],
  [{ wish: 'auto' }, 'Measured so.'],
  [{ wish: 'auto', deviceLooks: false }, 'This device cannot run the model.'],
  [{ wish: 'auto', deviceLooks: false, place: 'device' }, 'The server does not answer in time yet.'],
  [{ wish: 'auto', deviceLooks: false, place: 'device', silent: true }, 'The server does not answer.'],
  [{ wish: 'auto', deviceLooks: false, place: 'device', calling: true }, 'The server is being called.'],
  [{ place: 'device', serverOnly: true }, 'Another model looks for now. The server does not answer in time yet.'],
  // Where the device cannot look, no other model does.
  [{ place: 'device', serverOnly: true, deviceLooks: false }, 'The server does not answer in time yet.'],
  [{ place: 'device', running: false }, 'What stands still is looked at on this device.'],
  [{ place: 'device', running: false, deviceLooks: false }, 'There is nothing to look at.'],
])('%j: %s', (situation, sentence) => {
  expect(reasonFor({ ...usual, ...situation })).toBe(sentence);
});
