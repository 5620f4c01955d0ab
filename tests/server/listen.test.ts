import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../server/configuration';
import { listen } from '../../server/listen';

describe('listening', () => {
  it('picks a free port for 0, and says in one sentence that a port is taken', async () => {
    const first = createServer();
    const port = await listen(first, { port: 0, host: '127.0.0.1' });
    expect(port).toBeGreaterThan(0);
    const second = listen(createServer(), { port, host: '127.0.0.1' });
    await expect(second).rejects.toThrow(ConfigurationError);
    await expect(second).rejects.toThrow(`Port ${port} is taken`);
    first.close();
  });

  it('names an address that this machine does not have', async () => {
    await expect(listen(createServer(), { port: 0, host: '192.0.2.1' })).rejects.toThrow('"192.0.2.1" is not an address of this machine');
  });
});
