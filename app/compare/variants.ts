import type { BrowserEngine } from '../../models/engine/choose-engine';
import { ENGINE_NAMES } from '../looker/engine-names';
import type { ComparableInput, ComparableModel } from './comparable';

/** One of those that are compared: a model, at one size of its input, on one engine. The first of a comparison is the reference. */
export interface Variant {
  readonly model: ComparableModel;
  readonly input: ComparableInput;
  /** Undefined: the best that there is, the same for all that do not say. */
  readonly engine: BrowserEngine | undefined;
}

export const MOST_VARIANTS = 4;
/** How many are proposed. */
const PROPOSED = 3;

/** What it is called on the page and by a screen reader; the reference is A. */
export const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** 'Everyday things, fast at 320 pixels' */
export const nameOf = ({ model, input, engine }: Variant): string =>
  `${model.title} at ${pixels(input)}${engine === undefined ? '' : ` on ${ENGINE_NAMES[engine].short}`}`;

/** Short, for those who see the title elsewhere: '320 pixels'. */
export const pixels = ({ width, height }: ComparableInput): string => (width === height ? `${width} pixels` : `${width} × ${height} pixels`);

export const sameVariant = (a: Variant, b: Variant): boolean => a.model.name === b.model.name && a.input.size === b.input.size && a.engine === b.engine;

export const usualVariant = (model: ComparableModel): Variant => {
  const input = model.inputs[model.usual] ?? model.inputs[0];
  if (input === undefined) throw new RangeError(`'${model.name}' has no input.`);
  return { model, input, engine: undefined };
};

/**
 * What to compare a model with, without being asked: its own smaller forms where there are any, at the same input, and itself at
 * the next smaller one; else itself at the nearest sizes, the largest first; else the other models of the task. At least two where
 * the task allows it.
 * @param models of one task, by merit
 */
export function proposedVariants(models: readonly ComparableModel[], chosen: ComparableModel | undefined = models[0]): readonly Variant[] {
  if (chosen === undefined) return [];
  const full = usualVariant(chosen);
  const forms = models.filter(({ parent, name }) => parent === chosen.name && name !== chosen.name).sort((a, b) => b.sizeBytes - a.sizeBytes);
  if (forms.length > 0) {
    const smaller = chosen.inputs.filter(({ multiplyAdds }) => multiplyAdds < full.input.multiplyAdds).slice(-1);
    return [full, ...forms.map((model) => atInput(model, full.input)), ...smaller.map((input) => ({ ...full, input }))].slice(0, MOST_VARIANTS);
  }
  if (chosen.inputs.length > 1) {
    const start = Math.min(Math.max(0, chosen.usual - 1), Math.max(0, chosen.inputs.length - PROPOSED));
    return chosen.inputs.slice(start, start + PROPOSED).reverse().map((input) => ({ model: chosen, input, engine: undefined }));
  }
  return [full, ...models.filter(({ name }) => name !== chosen.name).slice(0, PROPOSED - 1).map((model) => atInput(model, full.input))];
}

/** As large as another's input where the model serves that, so that forms of one model see the same. */
export function atInput(model: ComparableModel, { width, height }: ComparableInput): Variant {
  const usual = usualVariant(model);
  return { ...usual, input: model.inputs.find((input) => input.width === width && input.height === height) ?? usual.input };
}

/** One more to compare with: another size of the reference, or another model, that is not there yet. */
export function nextVariant(models: readonly ComparableModel[], variants: readonly Variant[]): Variant | undefined {
  const [reference] = variants;
  const isNew = (variant: Variant) => !variants.some((one) => sameVariant(one, variant));
  const forms = models.filter(({ parent }) => parent === reference?.model.name).map((model) => usualVariant(model));
  const sizes = (reference?.model.inputs ?? []).map((input): Variant => ({ model: reference?.model ?? missing(), input, engine: undefined })).reverse();
  return [...forms, ...models.map(usualVariant), ...sizes].find(isNew);
}

/** From full to smallest: by what is downloaded, then by what is computed. @returns indices of the variants */
export function bySize(variants: readonly Variant[]): readonly number[] {
  return variants.map((_, index) => index).sort((a, b) => {
    const [one, other] = [variants[a], variants[b]];
    if (one === undefined || other === undefined) return a - b;
    return other.model.sizeBytes - one.model.sizeBytes || other.input.multiplyAdds - one.input.multiplyAdds || a - b;
  });
}

function missing(): never {
  throw new RangeError('There is no reference.');
}
