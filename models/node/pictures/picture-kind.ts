/** What is read as a picture, as a person is told it. */
export const READABLE_FORMATS = 'JPEG, PNG, WebP, GIF, TIFF or AVIF';

interface Kind {
  readonly name: string;
  readonly readable: boolean;
  /** The first bytes of a file, a character each. */
  readonly begins: RegExp;
}

/**
 * Photographs only. A drawing (SVG) is a program: how long it takes and how much memory has little to do with its size,
 * and browsers do not open it as a picture's pixels either.
 */
const KINDS: readonly Kind[] = [
  { name: 'JPEG', readable: true, begins: /^\xff\xd8\xff/ },
  { name: 'PNG', readable: true, begins: /^\x89PNG\r\n/ },
  { name: 'WebP', readable: true, begins: /^RIFF.{4}WEBP/s },
  { name: 'GIF', readable: true, begins: /^GIF8[79]a/ },
  { name: 'TIFF', readable: true, begins: /^(II[*+]\0|MM\0[*+])/ },
  { name: 'AVIF', readable: true, begins: /^.{4}ftyp(avif|avis|mif1|msf1)/s },
  { name: 'a HEIC photograph', readable: false, begins: /^.{4}ftyphe[iv]/s },
  { name: 'a video', readable: false, begins: /^(.{4}ftyp|.E\xdf\xa3|RIFF.{4}AVI )/s },
  { name: 'a JPEG XL picture', readable: false, begins: /^(\xff\n|\0{3}.JXL )/s },
  { name: 'a JPEG 2000 picture', readable: false, begins: /^(\xffO\xffQ|\0{3}.jP)/s },
  { name: 'a BMP picture', readable: false, begins: /^BM.{12}/s },
  { name: 'a PDF', readable: false, begins: /^%PDF/ },
  { name: 'a web page', readable: false, begins: /^(\xef\xbb\xbf)?\s*<(!doctype html|html)/i },
  { name: 'an SVG drawing or other XML', readable: false, begins: /^(\xef\xbb\xbf)?\s*<(\?xml|!|svg)/i },
];

/** So many bytes of a file are enough for `pictureKind`. */
export const KIND_BYTES = 256;

/** What a file is by its first bytes, whatever its name says; undefined where they are those of nothing that is known here. */
export function pictureKind(beginning: Uint8Array): Pick<Kind, 'name' | 'readable'> | undefined {
  const text = Buffer.from(beginning.subarray(0, KIND_BYTES)).toString('latin1');
  return KINDS.find(({ begins }) => begins.test(text));
}

const ENDS: Readonly<Record<string, RegExp>> = { JPEG: /\xff\xd9/, PNG: /IEND/, GIF: /;/ };

/** How far from its end a whole picture's last mark is looked for: cameras append things. */
export const END_BYTES = 65_536;

/** Whether the mark that ends a picture of this kind is missing; false where the kind has none. */
export function isCutOff(kind: string, beginning: Uint8Array, end: Uint8Array, sizeBytes: number): boolean {
  if (kind === 'WebP') return sizeBytes < 8 + Buffer.from(beginning).readUInt32LE(4);
  return ENDS[kind]?.test(Buffer.from(end).toString('latin1')) === false;
}
