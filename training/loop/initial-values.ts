import { readFile } from 'node:fs/promises';
import type { Card } from '../../models/artifact/card';
import { floatValues, loadModel } from '../../models/artifact/load';
import { decodeSafetensors } from '../../models/artifact/safetensors';
import { NotFoundError } from '../../models/errors';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import { findModel } from '../export/model-files';

export interface InitialWeights {
  readonly values: NamedValues;
  /** Names of their classes in order; undefined for a file of weights alone. */
  readonly classes: readonly string[] | undefined;
  /** Of the model; undefined for a file of weights alone. */
  readonly card?: Card;
}

/**
 * The weights that --init names: those of a shipped model, of a model's folder, or of a .safetensors file.
 * @throws NotFoundError, and InvalidInputError for a file that is damaged
 */
export async function loadInitialValues(nameOrPath: string): Promise<InitialWeights> {
  if (!nameOrPath.endsWith('.safetensors')) {
    const { values, card } = await loadModel(await findModel(nameOrPath));
    return { values, card, classes: card.categories.map(({ name }) => name) };
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(nameOrPath);
  } catch (cause) {
    throw new NotFoundError(`${nameOrPath} cannot be read; --init expects the name of a shipped model, a model's folder or a .safetensors file.`, { cause });
  }
  return { values: floatValues(decodeSafetensors(bytes).tensors), classes: undefined };
}
