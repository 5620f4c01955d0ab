import list from './paintings.json' with { type: 'json' };

/** Whose painting a style is of. */
export interface Painting {
  /** Of its thumbnail. */
  readonly name: string;
  readonly title: string;
  readonly artist: string;
  readonly year: string;
}

const PAINTINGS: readonly Painting[] = list;

/** Letters and digits alone: titles are written in more than one way. */
const plain = (text: string): string => text.normalize('NFD').toLowerCase().replace(/[^a-z0-9]/g, '');

/** The painting that a style is called after, with its painter or without; undefined for a style of somebody's own. */
export function paintingOf(style: string): Painting | undefined {
  const wanted = plain(style);
  return PAINTINGS.find(({ title, artist }) => plain(title) === wanted || plain(title + artist) === wanted);
}

export const thumbnailOf = ({ name }: Painting): string => `/paintings/${name}.webp`;

/** 'The Starry Night by Vincent van Gogh'. */
export function creditOf(style: string): string {
  const painting = paintingOf(style);
  return painting === undefined ? style : `${painting.title} by ${painting.artist}`;
}

/** 'The Starry Night by Vincent van Gogh, 1889'. */
export function creditLine(style: string): string {
  const painting = paintingOf(style);
  return painting === undefined ? style : `${creditOf(style)}, ${painting.year}`;
}
