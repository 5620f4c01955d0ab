import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostIsKnown, hostName } from '../../../server/http/known-hosts';

describe('hostIsKnown', () => {
  it.each([
    'localhost', 'localhost:3000', 'LOCALHOST', 'a.localhost:3000', '127.0.0.1', '127.0.0.1:3000', '192.168.1.20:8443', '203.0.113.5', '[::1]:3000', '[fe80::1]', '[2001:db8::1]:443',
    'laptop', 'fovea-1:3000', 'laptop.local', 'laptop.local.', 'fovea.internal', 'fovea.home.arpa', hostname(), `${hostname()}:3000`, 'fovea.example.org', 'Fovea.Example.org:8443', undefined,
  ])('%s is a name of the server', (host) => {
    expect(hostIsKnown(host, ['fovea.example.org'])).toBe(true);
  });

  it.each(['evil.example', 'evil.example:3000', 'fovea.example.org.evil.example', 'evilfovea.example.org', 'local.evil.example', 'evillocal.example', '127.0.0.1.evil.example', '1.2.3.4.nip.io', '', ':3000', 'a b', '[::1', 'localhost@evil.example', 'localhost/.evil.example', 'evil.example#.local'])('%s is none', (host) => {
    expect(hostIsKnown(host, ['fovea.example.org'])).toBe(false);
    expect(hostIsKnown(host, ['*'])).toBe(true);
  });
});

it.each([['Fovea.example.org', 'fovea.example.org'], ['https://fovea.example.org', 'fovea.example.org'], ['https://fovea.example.org:8443', 'fovea.example.org'], ['fovea.example.org.', 'fovea.example.org'], ['bücher.example', 'xn--bcher-kva.example'], [':8080', undefined], ['[::1]:80', '[::1]']])('the name in %s is %s', (text, name) => {
  expect(hostName(text)).toBe(name);
});
