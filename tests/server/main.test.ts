import { describe, expect, it } from 'vitest';
import { serverOrigin } from '../browser/harness';
import { startServer } from '../browser/server-process';

describe('the server', () => {
  it('isolates every answer and answers for its health', async () => {
    const origin = await serverOrigin();
    for (const path of ['/', '/no/such/page', '/tfjs/4.22.0/tfjs-backend-wasm.wasm']) {
      const { headers } = await fetch(origin + path);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    }
    const health = await fetch(`${origin}/healthz`);
    expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
  });

  it('lets the engine be cached for ever', async () => {
    const response = await fetch(`${await serverOrigin()}/tfjs/4.22.0/tfjs-backend-wasm-simd.wasm`);
    expect(response.headers.get('content-type')).toBe('application/wasm');
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it('ends in order when it is told to', async () => {
    await serverOrigin();
    const server = await startServer();
    expect((await fetch(`${server.url}/healthz`)).ok).toBe(true);
    expect(await server.stop()).toBe(0);
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
