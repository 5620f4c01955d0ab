import { describe, expect, it } from 'vitest';
import { announcement } from '../../server/announcement';
import { lanAddresses } from '../../server/lan-addresses';

const address = (ip: string, family: 'IPv4' | 'IPv6', internal = false) =>
  family === 'IPv4'
    ? { address: ip, family, internal, netmask: '', mac: '', cidr: null }
    : { address: ip, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 };

describe('the addresses for a phone beside this machine', () => {
  it('are those of real networks', () => {
    expect(lanAddresses({
      lo: [address('127.0.0.1', 'IPv4', true)],
      eth0: [address('192.168.1.20', 'IPv4'), address('fe80::1', 'IPv6')],
      docker0: [address('172.17.0.1', 'IPv4')],
    })).toEqual(['192.168.1.20']);
  });

  it('are announced with a picture to scan, over HTTPS and where the server listens on them', async () => {
    const announced = await announcement({ https: true, host: undefined, offload: 'on' }, 3000, ['192.168.1.20']);
    expect(announced).toContain('Fovea is at https://localhost:3000\nOn this network: https://192.168.1.20:3000');
    expect(announced).toMatch(/[▄▀█]{10}/);
    expect(await announcement({ offload: 'on', https: true, host: '127.0.0.1' }, 3000, ['192.168.1.20'])).not.toContain('192.168.1.20');
    expect(await announcement({ https: false, host: undefined, offload: 'on' }, 3000, ['192.168.1.20'])).toBe('Fovea is at http://localhost:3000\nFrom a phone on the same network: npm start -- --https');
    expect(await announcement({ offload: 'on', https: false, host: '::1' }, 3000, [])).toBe('Fovea is at http://[::1]:3000');
  });
});
