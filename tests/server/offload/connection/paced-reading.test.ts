import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { paceReading } from '../../../../server/offload/connection/paced-reading';

it('a connection that has more pictures than a few lets others have a turn between them, and texts do not count', async () => {
  const connection = new EventEmitter();
  const seen: string[] = [];
  paceReading(connection, { pause: () => seen.push('pause'), resume: () => seen.push('resume') });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const read = (...data: unknown[]) => data.forEach((one) => connection.emit('data', one));
  const picture = new Uint8Array(9);
  read(picture, 'text', picture, 'text', picture, 'text');
  await turn();
  read(picture, picture, picture);
  await turn();
  expect(seen).toEqual([]);
  read(picture, picture, picture, picture);
  expect(seen).toEqual(['pause']);
  await turn();
  expect(seen).toEqual(['pause', 'resume']);
  read(picture);
  await turn();
  expect(seen).toEqual(['pause', 'resume']);
  expect(() => paceReading(connection, undefined)).not.toThrow();
});
