/** What a file is, as far as its first bytes tell. */
export interface FileFormat {
  readonly kind: 'picture' | 'video';
  /** For a person. */
  readonly name: string;
  /** What browsers are to take it for, whatever the system that it comes from calls it. */
  readonly type: string;
  /** Pictures that every browser shows, so that one that is not shown is damaged or too large. */
  readonly universal?: true;
}

/** Of a file, as much as `formatOf` looks at. */
export const FORMAT_BYTES = 4096;

const universal = true;

/** How files begin, a character for each byte, `•` for any; the more special first. */
const SIGNATURES: readonly (FileFormat & { readonly begins: readonly string[] })[] = [
  { begins: ['\x89PNG\r\n\x1a\n'], kind: 'picture', name: 'PNG', type: 'image/png', universal },
  { begins: ['\xff\xd8\xff'], kind: 'picture', name: 'JPEG', type: 'image/jpeg', universal },
  { begins: ['GIF8'], kind: 'picture', name: 'GIF', type: 'image/gif', universal },
  { begins: ['RIFF••••WEBP'], kind: 'picture', name: 'WebP', type: 'image/webp', universal },
  { begins: ['BM••••\0\0\0\0'], kind: 'picture', name: 'BMP', type: 'image/bmp', universal },
  { begins: ['\0•••ftypavif', '\0•••ftypavis'], kind: 'picture', name: 'AVIF', type: 'image/avif' },
  { begins: ['\0•••ftyphei', '\0•••ftyphev', '\0•••ftypmif1', '\0•••ftypmsf1'], kind: 'picture', name: 'HEIC', type: 'image/heic' },
  { begins: ['\xff\x0a', '\0\0\0\x0cJXL '], kind: 'picture', name: 'JPEG XL', type: 'image/jxl' },
  { begins: ['II*\0', 'MM\0*'], kind: 'picture', name: 'TIFF', type: 'image/tiff' },
  { begins: ['\0\0\x01\0'], kind: 'picture', name: 'icon', type: 'image/x-icon' },
  { begins: ['\0•••ftypqt', '\0•••moov', '\0•••mdat', '\0•••wide', '\0•••free', '\0•••skip'], kind: 'video', name: 'QuickTime', type: 'video/quicktime' },
  { begins: ['\0•••ftyp'], kind: 'video', name: 'MP4', type: 'video/mp4' },
  { begins: ['\x1aE\xdf\xa3'], kind: 'video', name: 'WebM or Matroska', type: 'video/webm' },
  { begins: ['OggS'], kind: 'video', name: 'Ogg', type: 'video/ogg' },
  { begins: ['RIFF••••AVI '], kind: 'video', name: 'AVI', type: 'video/x-msvideo' },
  { begins: ['\x30\x26\xb2\x75'], kind: 'video', name: 'Windows Media', type: 'video/x-ms-wmv' },
  { begins: ['FLV\x01'], kind: 'video', name: 'Flash', type: 'video/x-flv' },
  { begins: ['\0\0\x01\xba', '\0\0\x01\xb3'], kind: 'video', name: 'MPEG', type: 'video/mpeg' },
  { begins: [`G${'•'.repeat(187)}G`], kind: 'video', name: 'MPEG transport stream', type: 'video/mp2t' },
];

const SVG: FileFormat = { kind: 'picture', name: 'SVG', type: 'image/svg+xml' };
/** After what XML may begin with. */
const SVG_BEGINS = /^(?:<[?!][^]*>)?\s*<svg[\s>]/;

/** @param beginning of the file; FORMAT_BYTES are enough. @returns undefined for what is neither a picture nor a video */
export function formatOf(beginning: Uint8Array): FileFormat | undefined {
  const beginsWith = (signature: string) => beginning.length >= signature.length && Array.from(signature).every((character, at) => character === '•' || character.charCodeAt(0) === beginning[at]);
  const known = SIGNATURES.find(({ begins }) => begins.some(beginsWith));
  if (known !== undefined) return known;
  return SVG_BEGINS.test(new TextDecoder().decode(beginning.subarray(0, FORMAT_BYTES)).trimStart()) ? SVG : undefined;
}
