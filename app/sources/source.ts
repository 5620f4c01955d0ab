import type { CameraWish } from './camera/open-camera';
import type { Sample } from './samples/samples';

/** What a person wants looked at. */
export type SourceWish =
  | ({ readonly kind: 'camera' } & CameraWish)
  | { readonly kind: 'screen' }
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'sample'; readonly sample: Sample };

/** What is looked at. Whoever opened it closes it. */
export type Source = StreamSource | VideoSource | PictureSource;

interface Closable {
  readonly title: string;
  close(): void;
}

export interface StreamSource extends Closable {
  readonly kind: 'camera' | 'screen';
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  readonly deviceId: string | undefined;
  readonly mirrored: boolean;
}

export interface VideoSource extends Closable {
  readonly kind: 'video';
  readonly file: File;
  readonly url: string;
}

export interface PictureSource extends Closable {
  readonly kind: 'picture';
  readonly bitmap: ImageBitmap;
}

/** Why there is nothing to look at. */
export interface SourceFailure {
  readonly kind: string;
  readonly title: string;
  readonly advice: string;
}

/** What there is to look at now. */
export type SourceState =
  | { readonly status: 'none' }
  | { readonly status: 'opening' }
  | { readonly status: 'open'; readonly source: Source; readonly mirrored: boolean }
  | { readonly status: 'failed'; readonly failure: SourceFailure };
