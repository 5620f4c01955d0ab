import { SourceError } from '../source-error';

/** Something free to try the page on without a camera; it lies in public/samples, whose README says whose work it is. */
export interface Sample {
  readonly file: string;
  readonly title: string;
  readonly thumbnail: string;
  readonly moves: boolean;
}

const picture = (name: string, title: string): Sample => ({ file: `${name}.webp`, title, thumbnail: `/samples/thumbnails/${name}.webp`, moves: false });

export const SAMPLES: readonly Sample[] = [
  picture('people', 'People'),
  picture('coffee', 'Coffee'),
  picture('cat', 'Cat'),
  { file: 'bottles.mp4', title: 'A clip', thumbnail: '/samples/thumbnails/bottles.webp', moves: true },
];

/** As their licences want it, beside them. */
export const CREDITS = 'Coffee: Rachel Michetti, cat: Stefan van der Walt (CC0). People and clip: Intel Corporation, sample-videos (CC BY 4.0).';

/** @throws SourceError where it cannot be downloaded and is not kept */
export async function fetchSample({ file, title }: Sample): Promise<File> {
  const response = await fetch(`/samples/${file}`).catch((cause: unknown) => {
    throw missing(title, { cause });
  });
  if (!response.ok) throw missing(title);
  const blob = await response.blob();
  return new File([blob], file, { type: blob.type });
}

const missing = (title: string, options?: ErrorOptions) =>
  new SourceError({ kind: 'sample', title: 'That sample could not be downloaded', advice: `Check the connection and try "${title}" again, or choose something of your own.` }, options);
