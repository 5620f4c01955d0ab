import { networkInterfaces } from 'node:os';

/** Bridges to containers and virtual machines, which no phone can reach. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet)/;

/** This machine's IPv4 addresses on its networks, as a phone beside it would type them. */
export function lanAddresses(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string[] {
  return Object.entries(interfaces)
    .filter(([name]) => !virtual.test(name))
    .flatMap(([, addresses = []]) => addresses.filter(({ family, internal }) => family === 'IPv4' && !internal))
    .map(({ address }) => address);
}
