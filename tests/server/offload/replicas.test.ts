import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openHouse, type House } from './house';
import { connectionsIn, openLookers } from './lookers';

/** Hands out connections in turn, and passes over servers that are gone: no stickiness. */
async function roundRobin(ports: number[]): Promise<{ readonly url: string; close(): void }> {
  let next = 0;
  const server = createServer((client) => {
    const dial = (tries: number) => {
      const port = ports[next++ % ports.length] ?? 0;
      const upstream = connect(port, '127.0.0.1');
      upstream.once('connect', () => {
        client.pipe(upstream).pipe(client);
        client.on('close', () => upstream.destroy());
        upstream.on('close', () => client.destroy());
      });
      upstream.on('error', () => (tries > 1 ? dial(tries - 1) : client.destroy()));
      client.on('error', () => upstream.destroy());
    };
    dial(ports.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, close: () => server.close() };
}

it('replicas behind a proxy that deals connections out in turn serve everyone, and take over when one of them stops', async () => {
  const [first, last] = await Promise.all([openHouse(), openHouse()]);
  const houses = [first, last];
  await Promise.all(houses.map(({ offload }) => offload.start()));
  const proxy = await roundRobin(houses.map(({ port }) => port));
  const { everyoneSees, close } = openLookers(proxy.url, 4);
  await everyoneSees();
  const connections = async (house: House) => connectionsIn(await house.offload.metrics.text());
  expect(await Promise.all(houses.map(connections))).toEqual([2, 2]);
  await first.close();
  await everyoneSees();
  expect(await connections(last)).toBe(4);
  close();
  proxy.close();
  await last.close();
});
