import { amount } from '../../ui/bytes';
import { letterOf, type Variant } from '../variants';
import { milliseconds, percentOf } from './numbers';
import type { Figures } from './measures';

/** Figures that differ by less are taken to be the same: two runs of one model differ as much. */
const ALIKE = 0.05;
/** Looks before which a median is not worth a sentence. */
const ENOUGH = 8;

/** A variant that has looked often enough, as far as a sentence needs it. */
interface Told {
  readonly letter: string;
  readonly variant: Variant;
  readonly engine: string | undefined;
  readonly medianMs: number;
  readonly networkMs: number;
}

/**
 * What the figures say of each variant against the reference, a sentence each: whether less to download or to compute is less
 * to wait for, and if not, why not. Empty before enough was measured.
 */
export function sentences(variants: readonly Variant[], figures: readonly Figures[]): readonly string[] {
  const told = variants.flatMap((variant, index): Told[] => {
    const { medianMs, networkMs, looks = 0, opened } = figures[index] ?? {};
    return medianMs === undefined || networkMs === undefined || looks < ENOUGH ? [] : [{ letter: letterOf(index), variant, engine: opened?.engine.name, medianMs, networkMs }];
  });
  const [reference, ...others] = told;
  return reference === undefined || told.length < variants.length ? [] : others.map((other) => sentenceOf(reference, other));
}

function sentenceOf(reference: Told, other: Told): string {
  const ratio = (of: (told: Told) => number) => of(other) / of(reference);
  const bytes = ratio(({ variant }) => variant.model.sizeBytes);
  const work = ratio(({ variant }) => variant.input.multiplyAdds);
  const time = ratio(({ medianMs }) => medianMs);
  const onOtherEngine = reference.engine !== other.engine;
  const took = `a look takes ${milliseconds(other.medianMs)} in place of ${milliseconds(reference.medianMs)} (${percentOf(time)})`;
  const isLess = bytes < 1 - ALIKE ? `downloads ${amount(other.variant.model.sizeBytes)} in place of ${amount(reference.variant.model.sizeBytes)}` : work < 1 - ALIKE ? `computes ${percentOf(work)} as much` : undefined;
  if (isLess === undefined) return `${other.letter} is not smaller than ${reference.letter}: ${took}.`;
  if (time < 1 - ALIKE) return `${other.letter} ${isLess} and is faster: ${took}.`;
  return `${other.letter} ${isLess} and is ${time > 1 + ALIKE ? 'slower' : 'no faster'}: ${took}. ${onOtherEngine ? 'It ran on another engine.' : whyNot(reference, other, work)}`;
}

/** Why less is not faster, from what was measured. */
function whyNot(reference: Told, other: Told, work: number): string {
  if (work > 1 - ALIKE) {
    const same = work < 1 + ALIKE ? 'as much' : `${percentOf(work)} as much`;
    return `It computes ${same}: fewer bytes shorten the download, not the look.`;
  }
  const rest = ({ medianMs, networkMs }: Told) => medianMs - networkMs;
  const network = other.networkMs / reference.networkMs;
  if (network < 1 - ALIKE) return `Its network does run in ${percentOf(network)} of the time, but making its input and reading its answer take ${milliseconds(rest(other))} in place of ${milliseconds(rest(reference))}.`;
  const rate = ({ variant, networkMs }: Told) => `${(variant.input.multiplyAdds / networkMs / 1e6).toFixed(1)} billion multiply-adds a second`;
  return `It computes ${percentOf(work)} as much, but the engine gets through only ${rate(other)} with it, and through ${rate(reference)} with ${reference.letter}: its layers are of a kind, or so small, that the engine is not used fully.`;
}
