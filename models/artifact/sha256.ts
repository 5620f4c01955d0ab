/** Of files that were digested already, as long as somebody has them: who keeps a file and who loads it both check it. */
const digests = new WeakMap<Uint8Array, Promise<string>>();

/**
 * SHA-256 as 64 hexadecimal digits, by the platform where it can: nobody waits for it meanwhile, and it takes a tenth of the time.
 * @param bytes a whole file, which does not change any more
 */
export function digestOf(bytes: Uint8Array): Promise<string> {
  let digest = digests.get(bytes);
  if (digest === undefined) digests.set(bytes, digest = makeDigest(bytes));
  return digest;
}

async function makeDigest(bytes: Uint8Array): Promise<string> {
  const { subtle } = crypto;
  if (subtle === undefined || !(bytes.buffer instanceof ArrayBuffer)) return sha256(bytes);
  const hash = new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same (FIPS 180-4) in plain loops, for pages at an address that is not secure; a shipped model takes some tenths of a second on a slow device. */
export function sha256(bytes: Uint8Array): string {
  const state = Uint32Array.from(INITIAL_STATE);
  const words = new Int32Array(64);
  const wholeBlocks = bytes.length - (bytes.length % BLOCK_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < wholeBlocks; at += BLOCK_BYTES) addBlock(state, words, view, at);

  // The rest, a single 1 bit, zeros, and the length in bits (64 bits, big endian) fill the last block or two.
  const rest = bytes.subarray(wholeBlocks);
  const tail = new Uint8Array(rest.length + 9 > BLOCK_BYTES ? 2 * BLOCK_BYTES : BLOCK_BYTES);
  tail.set(rest);
  tail[rest.length] = 0x80;
  const tailView = new DataView(tail.buffer);
  tailView.setBigUint64(tail.length - 8, BigInt(bytes.length) * 8n);
  for (let at = 0; at < tail.length; at += BLOCK_BYTES) addBlock(state, words, tailView, at);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

const BLOCK_BYTES = 64;

/** Section 6.2.2. `words` is scratch space of 64. */
function addBlock(state: Uint32Array, words: Int32Array, view: DataView, at: number): void {
  for (let t = 0; t < 16; t++) words[t] = view.getInt32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const early = words[t - 15] ?? 0;
    const late = words[t - 2] ?? 0;
    const sigma0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const sigma1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    words[t] = (words[t - 16] ?? 0) + sigma0 + (words[t - 7] ?? 0) + sigma1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + (CONSTANTS[t] ?? 0) + (words[t] ?? 0)) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + sum0 + majority) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] ?? 0) + word; });
}

const rotated = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));

/** The first 32 bits of the fraction of `root` of each of the first primes (sections 4.2.2 and 5.3.3). */
function fractionsOfPrimes(amount: number, root: bigint): Int32Array {
  const words = new Int32Array(amount);
  for (let candidate = 2, found = 0; found < amount; candidate++) {
    if (!isPrime(candidate)) continue;
    words[found++] = Number(BigInt.asIntN(32, integerRoot(BigInt(candidate) << (32n * root), root)));
  }
  return words;
}

const isPrime = (n: number) => {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
};

/** The largest x with x^degree <= n. */
function integerRoot(n: bigint, degree: bigint): bigint {
  let root = 0n;
  for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= n) root += bit;
  return root;
}

const CONSTANTS = fractionsOfPrimes(64, 3n);
const INITIAL_STATE = fractionsOfPrimes(8, 2n);
