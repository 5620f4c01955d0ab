import { OffloadClient } from '../../../app/offload/offload-client';
import type { ServerFrameResult } from '../../../app/offload/offload-result';
import { smallJpeg } from './house';

/** Pages that look at a small picture again and again. */
export function openLookers(url: string, count: number) {
  const lookers = Array.from({ length: count }, () => {
    const sights: ServerFrameResult[] = [];
    const client = new OffloadClient<{ close(): void }>({ url, encode: () => Promise.resolve(smallJpeg), budgetMs: 60_000 }, {
      onState: () => undefined, onSilence: () => undefined, onSelected: () => undefined, onUnserved: () => undefined, onResult: (sight) => void sights.push(sight), onDrop: () => undefined,
    });
    client.select({ model: 'nanodet-plus-coco' });
    client.allow();
    return { client, sights };
  });
  return {
    /** Whether each could send a frame now: it is connected, and its model chosen. */
    everyoneIsIn: (): boolean => lookers.every(({ client }) => client.free),
    /** Until each has one more answer, through whatever happens to its connection. */
    everyoneSees: async (): Promise<void> => {
      await Promise.all(lookers.map(async ({ client, sights }) => {
        const before = sights.length;
        while (sights.length === before) {
          if (client.free) client.look({ close: () => undefined }, { width: 32, height: 24 }, performance.timeOrigin + performance.now());
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }));
    },
    close: () => {
      for (const { client } of lookers) client.forbid();
    },
  };
}

/** How many clients a server has, as it says itself. */
export const connectionsIn = (metrics: string): number => Number(/^fovea_offload_connections (\d+)$/m.exec(metrics)?.[1]);
