import { Slider } from 'radix-ui';
import { useState } from 'react';
import slider from '../../ui/slider.module.css';
import { amount } from '../../ui/bytes';
import { meanOf } from '../../../models/agreement/agreement';
import type { Figures } from '../figures/measures';
import { milliseconds, percentOf } from '../figures/numbers';
import type { CompareSession } from '../session/compare-session';
import { bySize, letterOf, nameOf, type Variant } from '../variants';
import { OneVariant } from './side-by-side';
import styles from './views.module.css';

interface ShrinkingProps {
  readonly session: CompareSession;
  readonly variants: readonly Variant[];
  readonly figures: readonly Figures[];
}

/** One picture, and a slider from the full variant to the smallest: drag it, and see what is lost. */
export function Shrinking({ session, variants, figures }: ShrinkingProps) {
  const order = bySize(variants);
  const [chosen, setChosen] = useState(0);
  const position = Math.min(chosen, order.length - 1);
  const index = order[position] ?? 0;
  const variant = variants[index];
  if (variant === undefined) return null;
  return (
    <div className={styles.shrinking}>
      <OneVariant session={session} variant={variant} index={index} />
      <div className={styles.scale}>
        <span aria-hidden="true">Full</span>
        <Slider.Root className={`${slider.slider} ${styles.size}`} min={0} max={order.length - 1} step={1} value={[position]} onValueChange={([value]) => value !== undefined && setChosen(value)}>
          <Slider.Track className={slider.track}><Slider.Range className={slider.range} /></Slider.Track>
          <Slider.Thumb className={slider.thumb} aria-label="From full to smallest" aria-valuetext={`${letterOf(index)}, ${nameOf(variant)}, ${amount(variant.model.sizeBytes)}`} />
        </Slider.Root>
        <span aria-hidden="true">Smallest</span>
      </div>
      <p className={styles.lost}>{wordsOf(variant, variants[order[0] ?? 0], figures[index], index)}</p>
    </div>
  );
}

/** What it weighs, takes and keeps of the reference's answers. */
function wordsOf({ model, input }: Variant, full: Variant | undefined, figures: Figures | undefined, index: number): string {
  const share = full === undefined ? 1 : input.multiplyAdds / full.input.multiplyAdds;
  const [main] = figures?.agreement ?? [];
  const agreed = main && meanOf(main);
  return [
    `${amount(model.sizeBytes)} to download`,
    `${percentOf(share)} of the work`,
    ...(figures?.medianMs === undefined ? [] : [`${milliseconds(figures.medianMs)} a look`]),
    ...(index > 0 && main !== undefined && agreed !== undefined ? [`${main.name.toLowerCase()} with A: ${main.shownAs === 'share' ? percentOf(agreed) : agreed.toFixed(2)}`] : []),
  ].join(' · ');
}
