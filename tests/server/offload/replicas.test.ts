import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { OffloadClient, type OffloadSight } from '../../../app/offload/offload-client';
import { openHouse, smallJpeg } from './house';

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
  const clients = Array.from({ length: 4 }, () => {
    const sights: OffloadSight[] = [];
    const client = new OffloadClient<{ close(): void }>({ url: proxy.url, encode: () => Promise.resolve(smallJpeg), budgetMs: 60_000 }, {
      onState: () => undefined, onSight: (sight) => void sights.push(sight), onDrop: () => undefined,
    });
    client.select('nanodet-plus-coco');
    client.allow();
    return { client, sights };
  });
  const everyoneSees = () => Promise.all(clients.map(async ({ client, sights }) => {
    const before = sights.length;
    while (sights.length === before) {
      if (client.free) client.look({ close: () => undefined }, { width: 32, height: 24 }, performance.timeOrigin + performance.now());
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }));
  await everyoneSees();
  const connections = async (house: (typeof houses)[number]) => Number(/^fovea_offload_connections (\d+)$/m.exec(await house.offload.metrics.text())?.[1]);
  expect(await Promise.all(houses.map(connections))).toEqual([2, 2]);
  await first.close();
  await everyoneSees();
  expect(await connections(last)).toBe(4);
  for (const { client } of clients) client.forbid();
  proxy.close();
  await last.close();
});
