import { createServer } from 'node:http';
import fc from 'fast-check';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { expect, it } from 'vitest';
import { listen } from '../../../server/listen';
import { ArrivedPicture, keepMasked } from '../../../server/offload/masked-pictures';

it('a picture arrives masked, is told by its head, and read as it was sent, wherever it lies', async () => {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'] });
  server.engine.on('connection', ({ request }: { readonly request: { readonly websocket?: unknown } }) => {
    expect(keepMasked(request.websocket)).toBe(true);
  });
  const arrived: Uint8Array[] = [];
  let heard = (): void => undefined;
  server.on('connection', (socket) => socket.on('picture', (picture: Uint8Array) => {
    arrived.push(picture);
    heard();
  }));
  const socket = io(`http://127.0.0.1:${await listen(http, { port: 0, host: '127.0.0.1' })}`, { transports: ['websocket'] });
  let masked = 0;
  await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 0, maxLength: 70_000, size: 'max' }), { minLength: 1, maxLength: 3 }), async (pictures) => {
    arrived.length = 0;
    const all = new Promise<void>((resolve) => {
      heard = () => arrived.length === pictures.length && resolve();
    });
    for (const picture of pictures) socket.emit('picture', picture);
    await all;
    for (const [index, picture] of pictures.entries()) {
      const came = arrived[index] ?? expect.fail();
      if (Buffer.compare(came, picture) !== 0) masked++;
      const read = new ArrivedPicture(came);
      expect(read.length).toBe(picture.length);
      expect(Buffer.compare(read.head(16), picture.subarray(0, 16))).toBe(0);
      for (let times = 0; times < 2; times++) expect(Buffer.compare(read.bytes(), picture)).toBe(0);
    }
  }), { numRuns: 60 });
  expect(masked).toBeGreaterThan(0);
  socket.close();
  await server.close();
});

it('takes what was never masked, and a websocket of another make, as they are', () => {
  const block = Uint8Array.from({ length: 40 }, (_, index) => index);
  for (const data of [block.buffer, block, block.subarray(3, 30)]) {
    const picture = new ArrivedPicture(data);
    expect(Array.from(picture.bytes())).toEqual(Array.from(data instanceof ArrayBuffer ? block : data));
  }
  for (const other of [undefined, {}, { _receiver: {} }]) expect(keepMasked(other)).toBe(false);
});
