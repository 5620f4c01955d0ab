export type PictureFormat = 'jpeg' | 'webp';

/** What the first bytes of a picture say it is; undefined for anything that is not sent here, which no decoder gets to see. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (bytes.length > 12 && spells(bytes, 0, 'RIFF') && spells(bytes, 8, 'WEBP')) return 'webp';
  return undefined;
}

const spells = (bytes: Uint8Array, at: number, word: string): boolean => Array.from(word).every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
