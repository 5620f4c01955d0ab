import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { serverOrigin } from '../../browser/harness';

let origin: URL;
beforeAll(async () => {
  origin = new URL(await serverOrigin());
});

/** Sends exactly that, which `fetch` would put right first. */
function ask(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<{ readonly status: number; readonly head: string; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(origin.port), origin.hostname);
    const lines = [`${method} ${target} HTTP/1.1`, `Host: ${origin.host}`, 'Connection: close', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += String(chunk);
    });
    socket.once('error', reject).once('close', () => {
      const [head = '', ...body] = text.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') });
    });
  });
}

const WEIGHTS = '/models/nanodet-plus-coco/model.safetensors';

describe('an address that cannot be decoded', () => {
  it.each(['/models/%E0%A4%A', '/models/%E0%A4%A?x=%', '/%E0%A4%A', '/%', '/live%', '/%zz/..', '/models/%00', '/_next/static/%E0%A4%A', '/tfjs/%E0%A4%A', '/models/nanodet-plus-coco/%ff', '*', '/..%2f..%2fetc/passwd', `/models/${'%2f'.repeat(3000)}`])('%s is one where nothing lies', async (target) => {
    const { status, head, body } = await ask(target);
    expect(status).toBe(404);
    expect(head).toContain('Content-Security-Policy');
    expect(body).not.toMatch(/node_modules|\n +at /);
  });

  it.each(['/?x=%E0%A4%A', '/models?x=%zz'])('%s is one, for what is asked there need not be', async (target) => {
    expect((await ask(target)).status).toBe(200);
  });
});

describe('a range of a file', () => {
  it.each(['bytes=99999999999-', 'bytes=-0', 'bytes=5-1', 'bytes=abc', 'bytes=-', 'bytes=-99999999999999'])('%s that it does not have is refused with its size', async (Range) => {
    for (const encoding of ['identity', 'gzip']) {
      for (const [target, method] of [[WEIGHTS, 'HEAD'], [WEIGHTS, 'GET'], ['/sw.js', 'GET']] as const) {
        const { status, head } = await ask(target, { Range, 'Accept-Encoding': encoding }, method);
        expect(status).toBe(416);
        expect(head).toMatch(/^Content-Range: bytes \*\/\d+$/m);
        expect(head).not.toMatch(/^(ETag|Last-Modified):/m);
      }
    }
  });

  it('that it has is given, and one that is none is not looked at', async () => {
    const part = await ask(WEIGHTS, { Range: 'bytes=2-5' });
    expect([part.status, part.body.length]).toEqual([206, 4]);
    expect((await ask(WEIGHTS, { Range: 'items=0-5' }, 'HEAD')).status).toBe(200);
    expect((await ask(WEIGHTS, { Range: 'bytes=99999999999-', 'If-Range': '"another"' }, 'HEAD')).status).toBe(200);
  });
});

it.each([['If-Match', '"another"', 412], ['If-Match', '*', 200], ['If-Unmodified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT', 412], ['If-Unmodified-Since', 'nonsense', 200], ['If-None-Match', '*', 304], ['If-Modified-Since', 'nonsense', 200]])('what is asked on condition of %s: %s is answered with %i', async (name, value, status) => {
  expect((await ask('/sw.js', { [name]: value })).status).toBe(status);
});

it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('the method %s is refused with those that there are', async (method) => {
  for (const target of ['/', '/models/nanodet-plus-coco', '/sw.js', '/nothing', '/models/%E0%A4%A']) {
    const { status, head } = await ask(target, { 'Next-Action': 'x', 'Content-Length': '0' }, method);
    expect(status).toBe(405);
    expect(head).toMatch(/^Allow: GET, HEAD$/m);
  }
});

it('what another application shares leads on to the page, unread', async () => {
  const { status, head } = await ask('/live/share', { 'Content-Length': '0' }, 'POST');
  expect([status, /^location: (.*)$/im.exec(head)?.[1]]).toEqual([303, '/live?shared']);
  expect((await ask('/live/share/other', { 'Content-Length': '0' }, 'POST')).status).toBe(405);
});

it('pictures are not made in other sizes for whoever asks', async () => {
  expect((await ask('/_next/image?url=/screenshots/live-phone.webp&w=640&q=75')).status).toBe(404);
});
