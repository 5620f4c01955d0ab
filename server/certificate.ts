import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';

const dayMs = 24 * 60 * 60 * 1000;
/** Apple's devices refuse certificates that are valid for longer than 825 days. */
const lifetimeDays = 365;
const renewBeforeDays = 7;

export interface CertificateOptions {
  /** Hears why it cannot be kept; then it serves this start alone. */
  readonly onUnkept?: (reason: unknown) => void;
  readonly now?: Date;
}

/**
 * A self-signed certificate for this machine's names, made once and kept: a browser that was told to trust it is not
 * asked again until an address changes or it is about to expire.
 * @param folder where it is kept
 * @param names host names and IP addresses that it must be valid for
 * @returns private key and certificate in one PEM text, which serves as both `key` and `cert` of an HTTPS server
 */
export async function certificateFor(folder: string, names: readonly string[], { onUnkept, now = new Date() }: CertificateOptions = {}): Promise<string> {
  const file = join(folder, 'certificate.pem');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (isCurrent(kept, names, now)) return kept;

  // Loaded when needed: it takes longer to load than the rest of the server.
  const { generate } = await import('selfsigned');
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Fovea on this network' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - dayMs),
    notAfterDate: new Date(now.getTime() + lifetimeDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })) },
    ],
  });
  const pem = `${key.trim()}\n${cert.trim()}\n`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.partial`, pem, { mode: 0o600 });
    await rename(`${file}.partial`, file);
  } catch (reason) {
    onUnkept?.(reason);
  }
  return pem;
}

function isCurrent(pem: string, names: readonly string[], now: Date): boolean {
  const certificate = parse(pem);
  if (certificate === undefined) return false;
  const expiresAt = new Date(certificate.validTo).getTime();
  if (expiresAt < now.getTime() + renewBeforeDays * dayMs) return false;
  return names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined);
}

function parse(pem: string): X509Certificate | undefined {
  const start = pem.indexOf('-----BEGIN CERTIFICATE-----');
  if (start < 0 || !pem.includes('PRIVATE KEY-----')) return undefined;
  try {
    return new X509Certificate(pem.slice(start));
  } catch {
    return undefined;
  }
}
