import type { Configuration } from './configuration';

const everyAddress = new Set([undefined, '0.0.0.0', '::']);

/** What a person reads when the server is ready: where it is and, over HTTPS, a picture that a phone can scan. */
export async function announcement({ https, host, offload }: Pick<Configuration, 'https' | 'host' | 'offload'>, port: number, lan: readonly string[]): Promise<string> {
  const scheme = https ? 'https' : 'http';
  const url = (name: string) => `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const everywhere = everyAddress.has(host);
  const lines = [`Fovea is at ${url(everywhere || host === undefined ? 'localhost' : host)}`];
  // What has no pages is nothing to look at with a phone.
  if (offload === 'only') return lines.join('\n');
  const [first, ...others] = everywhere ? lan : [];
  if (!https) {
    if (first !== undefined) lines.push('From a phone on the same network: npm start -- --https');
  } else if (first === undefined) {
    lines.push('This machine has no address on a network, so a phone cannot reach it.');
  } else {
    lines.push(`On this network: ${[first, ...others].map(url).join('  ')}`, '');
    const { default: qrcode } = await import('qrcode');
    lines.push(await qrcode.toString(url(first), { type: 'terminal', small: true }));
    lines.push('The certificate was made on this machine: the browser warns once; continue to the page all the same.');
  }
  return lines.join('\n');
}
