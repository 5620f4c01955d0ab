import type { NamedValues } from '../../../models/layers/trainable-parameters';
import type { ExportOptions } from '../export-model';

/** How the weights of a published network become a model of ours. */
export interface Conversion {
  /** The model's name, its folder in public/models. */
  readonly name: string;
  /** The published network's files are `<source>.safetensors` and others of that stem. */
  readonly source: string;
  /** `readText` reads a file beside the weights. */
  convert(published: NamedValues, readText: (file: string) => Promise<string>): Promise<Pick<ExportOptions, 'card' | 'values' | 'batchNorm'>>;
}
