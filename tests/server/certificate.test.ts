import { X509Certificate } from 'node:crypto';
import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { certificateFor } from '../../server/certificate';
import { listen } from '../../server/listen';

const dayMs = 24 * 60 * 60 * 1000;

describe('the self-signed certificate', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fovea-certificate-'));
  });

  it('is valid for every name and address, and readable by its owner only', async () => {
    const pem = await certificateFor(folder, ['localhost', '127.0.0.1', '192.168.1.20']);
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')));
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('192.168.1.20')).toBe('192.168.1.20');
    expect(certificate.checkIP('192.168.1.21')).toBeUndefined();
    expect((await stat(join(folder, 'certificate.pem'))).mode & 0o077).toBe(0);
  });

  it('serves a client that trusts it', async () => {
    const pem = await certificateFor(folder, ['localhost', '127.0.0.1']);
    const server = createServer({ key: pem, cert: pem }, (_request, response) => response.end('hello'));
    const port = await listen(server, { port: 0, host: '127.0.0.1' });
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, ca: pem, agent: false }, (response) => resolve(response.resume().statusCode)).once('error', reject).end();
    });
    expect(status).toBe(200);
    server.close();
  });

  it('is made for this start alone where it cannot be kept, and says why', async () => {
    await writeFile(join(folder, 'taken'), 'a file where the folder would be');
    const reasons: unknown[] = [];
    const pem = await certificateFor(join(folder, 'taken'), ['localhost'], { onUnkept: (reason) => reasons.push(reason) });
    expect(new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))).checkHost('localhost')).toBe('localhost');
    expect(reasons).toEqual([expect.objectContaining({ code: 'EEXIST' })]);
  });

  it('is kept, and made anew when an address is added, when it runs out, and when its file is damaged', async () => {
    const names = ['localhost', '192.168.1.20'];
    const first = await certificateFor(folder, names);
    expect(await certificateFor(folder, names)).toBe(first);
    const second = await certificateFor(folder, [...names, '10.0.0.7']);
    expect(second).not.toBe(first);
    const nearItsEnd = new Date(Date.now() + 360 * dayMs);
    const third = await certificateFor(folder, names, { now: nearItsEnd });
    expect(third).not.toBe(second);
    await writeFile(join(folder, 'certificate.pem'), third.slice(0, third.length / 2));
    expect(await certificateFor(folder, names)).not.toBe(third);
  });
});
