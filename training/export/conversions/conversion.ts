import { floatValues } from '../../../models/artifact/load';
import { decodeSafetensors } from '../../../models/artifact/safetensors';
import type { NamedValues } from '../../../models/layers/trainable-parameters';
import type { ExportOptions } from '../export-model';
import { readTflite } from './tflite';

const READERS = {
  safetensors: (bytes: Uint8Array): NamedValues => floatValues(decodeSafetensors(bytes).tensors),
  tflite: readTflite,
} as const;

/** The name of the file with a conversion's weights. */
export const publishedFile = ({ source, format = 'safetensors' }: Conversion): string => `${source}.${format}`;

export const readPublished = ({ format = 'safetensors' }: Conversion, bytes: Uint8Array): NamedValues => READERS[format](bytes);

/** How the weights of a published network become a model of ours. */
export interface Conversion {
  /** The model's name, its folder in public/models. */
  readonly name: string;
  /** The published network's files are `<source>.safetensors` and others of that stem. */
  readonly source: string;
  /** What its weights are kept in. Default: 'safetensors', TensorFlow's layouts. */
  readonly format?: keyof typeof READERS;
  /** `readText` reads a file beside the weights. */
  convert(published: NamedValues, readText: (file: string) => Promise<string>): Promise<Pick<ExportOptions, 'card' | 'values' | 'batchNorm'>>;
}
