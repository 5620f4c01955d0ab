import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import { downloadFile } from '../../../../training/data/download/download-file';
import { temporaryFolder } from '../pictures';
import { sendRange, serve } from './archives';

const folder = temporaryFolder();
const random = new Random(3);
const data = Buffer.from(Uint8Array.from({ length: 300_000 }, () => random.int(256)));
const checksum = { algorithm: 'sha256', hex: createHash('sha256').update(data).digest('hex') } as const;
const place = (entry: string): string => entry;
const quick = { waitMs: 1, retries: 3 };

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});
async function archiveFrom(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = await serve(answer);
  close = () => server.close();
  return { url: `${server.url}/a.zip`, sizeBytes: data.length, checksum, place };
}

describe('downloadFile', () => {
  it('downloads, tells the progress, and does nothing the second time', async () => {
    let requests = 0;
    const archive = await archiveFrom((request, response) => {
      requests++;
      sendRange(request, response, data);
    });
    const path = join(folder.path, 'whole', 'a.zip');
    const seen: number[] = [];
    await downloadFile(archive, path, { ...quick, progress: (doneBytes) => seen.push(doneBytes) });
    await downloadFile(archive, path, quick);
    expect((await readFile(path)).equals(data)).toBe(true);
    expect(seen.at(-1)).toBe(data.length);
    expect(requests).toBe(1);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('goes on where the connection was cut', async () => {
    const asked: (string | undefined)[] = [];
    const archive = await archiveFrom((request, response) => {
      asked.push(request.headers.range);
      if (asked.length > 1) {
        sendRange(request, response, data);
        return;
      }
      response.writeHead(200, { 'content-length': data.length });
      response.write(data.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
    });
    const path = join(folder.path, 'cut.zip');
    await downloadFile(archive, path, quick);
    expect((await readFile(path)).equals(data)).toBe(true);
    expect(asked[0]).toBeUndefined();
    expect(asked[1]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(asked).toHaveLength(2);
  });

  it('goes on from what an earlier run left, and starts anew where the server knows no ranges', async () => {
    for (const ranges of [true, false]) {
      const archive = await archiveFrom((request, response) => {
        expect(request.headers.range).toBe('bytes=1000-');
        if (ranges) sendRange(request, response, data);
        else response.writeHead(200).end(data);
      });
      const path = join(folder.path, `left-${ranges}.zip`);
      await writeFile(`${path}.part`, data.subarray(0, 1000));
      await downloadFile(archive, path, quick);
      expect((await readFile(path)).equals(data)).toBe(true);
      await close?.();
    }
  });

  it('deletes what is not the published file', async () => {
    const archive = await archiveFrom((request, response) => sendRange(request, response, Buffer.from(data).fill(0, 5, 9)));
    const path = join(folder.path, 'wrong.zip');
    await expect(downloadFile(archive, path, quick)).rejects.toThrow(/has the sha256 [0-9a-f]{64}, expected/);
    expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false]);
  });

  it('refuses a file of another size, and an answer that is none', async () => {
    const path = join(folder.path, 'short.zip');
    const short = await archiveFrom((request, response) => sendRange(request, response, data.subarray(1)));
    await expect(downloadFile(short, path, quick)).rejects.toThrow(/has 299999 bytes, expected 300000/);
    await close?.();
    const missing = await archiveFrom((_, response) => response.writeHead(404).end());
    await expect(downloadFile(missing, path, quick)).rejects.toThrow(/answers 404/);
  });

  it('says in one sentence that there is no connection', async () => {
    const archive = await archiveFrom(() => undefined);
    await close?.();
    close = undefined;
    await expect(downloadFile(archive, join(folder.path, 'offline.zip'), { waitMs: 1, retries: 1 })).rejects.toThrow(/127\.0\.0\.1:\d+ cannot be reached .*connected to the internet/);
  });
});
