import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { NOT_OFFERED, OFFER_PATH, offerSchema } from '../../../models/protocol/offer';
import { listen } from '../../../server/listen';
import { answerOffer } from '../../../server/offload/answer-offer';
import { dialAndSelect, openHouse } from './house';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const offerOf = async (url: string) => offerSchema.parse(await (await fetch(`${url}${OFFER_PATH}`)).json());

it.each([[undefined, false], ['a token of sixteen or more', true]])('a server with the token %s offers the models of its welcome to everybody', async (token, tokenNeeded) => {
  const house = await openHouse({ token });
  open.push(() => house.close());
  const { socket, welcome } = await dialAndSelect(house.url, token);
  open.push(() => socket.close());
  expect(await offerOf(house.url)).toEqual({ offered: true, tokenNeeded, models: welcome.models });
});

it('a socket that is opened at that path is closed', async () => {
  const house = await openHouse();
  open.push(() => house.close());
  const socket = connect(house.port, '127.0.0.1');
  socket.write(`GET ${OFFER_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
});

it('a server that looks at nothing says so', async () => {
  const server = createServer((_request, response) => answerOffer(response, NOT_OFFERED));
  open.push(() => server.close());
  expect(await offerOf(`http://127.0.0.1:${await listen(server, { port: 0, host: '127.0.0.1' })}`)).toEqual(NOT_OFFERED);
});
