import { RadioGroup, Slider } from 'radix-ui';
import { useEffect, useId, useRef, useState } from 'react';
import type { DecodingCard } from '../../../models/tasks/task';
import { COVERS } from '../../overlay/overlay';
import { useStore } from '../../ui/use-store';
import type { Results } from '../task';
import { creditLine, creditOf, paintingOf, thumbnailOf } from './paintings';
import slider from '../../ui/slider.module.css';
import styles from './style-bar.module.css';
import { stylesWanted, wish } from './wish';

interface StyleBarProps {
  readonly results: Pick<Results<unknown>, 'pick'>;
  /** Whose categories are the styles. */
  readonly card: Pick<DecodingCard, 'categories'>;
}

/** What one more row of the bar is for. */
type Setting = 'strength' | 'blend';

/** Which painting the camera is to look like, and how, over the controls: seen at once in the picture. */
export function StyleBar({ results, card }: StyleBarProps) {
  const wanted = useStore(wish);
  const [open, setOpen] = useState<Setting>();
  // What is drawn follows results; a picture that stands still has none.
  useEffect(() => wish.subscribe(() => results.pick({})), [results]);
  const { first, second } = stylesWanted(wanted, card);
  const nameAt = (index: number | undefined) => (index === undefined ? undefined : card.categories[index]?.name);
  const toggle = (setting: Setting) => setOpen(open === setting ? undefined : setting);
  return (
    <section {...COVERS} className={styles.bar} aria-label="Style">
      <p className={styles.credit} aria-hidden="true">{creditLine(nameAt(first) ?? '')}</p>
      <Paintings label="Painting" card={card} value={nameAt(first)} onChange={(style) => wish.choose({ style })} />
      <div className={styles.settings}>
        <button type="button" className={styles.setting} aria-expanded={open === 'strength'} onClick={() => toggle('strength')}>Strength</button>
        <button type="button" className={styles.setting} aria-expanded={open === 'blend'} onClick={() => toggle('blend')}>Mix</button>
        <button type="button" className={styles.setting} aria-pressed={wanted.keepsColours} onClick={() => wish.choose({ keepsColours: !wanted.keepsColours })}>Keep colours</button>
        <button type="button" className={styles.setting} aria-pressed={wanted.split !== undefined} onClick={() => wish.choose({ split: wanted.split === undefined ? 0.5 : undefined })}>Compare</button>
      </div>
      {open === 'strength' && <Share name="Strength" value={wanted.strength} says={(percent) => `${percent} % painted`} onChange={(strength) => wish.choose({ strength })} />}
      {open === 'blend' && (
        <>
          <Paintings label="Second painting" card={card} value={nameAt(second)} onChange={(style) => wish.choose({ second: style === wanted.second ? undefined : style })} without={first} />
          {second !== undefined && <Share name="Of the second" value={wanted.blend} says={(percent) => `${percent} % ${creditOf(nameAt(second) ?? '')}`} onChange={(blend) => wish.choose({ blend })} />}
        </>
      )}
    </section>
  );
}

interface PaintingsProps {
  readonly label: string;
  readonly card: StyleBarProps['card'];
  readonly value: string | undefined;
  /** @param style the one that is chosen, or was already */
  readonly onChange: (style: string) => void;
  /** One that is not offered. */
  readonly without?: number;
}

/** A strip of thumbnails to choose one of. */
function Paintings({ label, card, value, onChange, without }: PaintingsProps) {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    strip.current?.querySelector('[data-state="checked"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [value]);
  return (
    <RadioGroup.Root ref={strip} className={styles.paintings} aria-label={label} orientation="horizontal" value={value ?? ''} onValueChange={onChange}>
      {card.categories.map(({ id, name }, index) => {
        const painting = paintingOf(name);
        return index !== without && (
          <RadioGroup.Item key={id} value={name} className={styles.painting} aria-label={creditOf(name)} title={creditOf(name)}>
            {painting === undefined ? <span className={styles.own}>{name}</span> : <img src={thumbnailOf(painting)} alt="" width={56} height={56} draggable={false} />}
          </RadioGroup.Item>
        );
      })}
    </RadioGroup.Root>
  );
}

interface ShareProps {
  readonly name: string;
  /** 0 to 1. */
  readonly value: number;
  /** For a screen reader. */
  readonly says: (percent: number) => string;
  readonly onChange: (value: number) => void;
}

function Share({ name, value, says, onChange }: ShareProps) {
  const id = useId();
  const percent = Math.round(100 * value);
  return (
    <div className={styles.share}>
      <span id={id}>{name}</span>
      <Slider.Root className={styles.slider} min={0} max={100} step={1} value={[percent]} onValueChange={([next]) => next !== undefined && onChange(next / 100)}>
        <Slider.Track className={slider.track}><Slider.Range className={slider.range} /></Slider.Track>
        <Slider.Thumb className={slider.thumb} aria-labelledby={id} aria-valuetext={says(percent)} />
      </Slider.Root>
      <span className={styles.value} aria-hidden="true"><bdi dir="ltr">{percent} %</bdi></span>
    </div>
  );
}
