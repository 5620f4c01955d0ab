import { RadioGroup, Slider } from 'radix-ui';
import { useEffect, useId, useRef, useState } from 'react';
import { COVERS } from '../../overlay/overlay';
import { useStore } from '../../ui/use-store';
import type { Results } from '../task';
import { background, EFFECT_NAMES, EFFECTS, openBackdrop } from './effect';
import slider from '../../ui/slider.module.css';
import styles from './effect-bar.module.css';

/** What is done with the background, over the controls: seen at once in the picture. */
export function EffectBar({ results }: { readonly results: Pick<Results<unknown>, 'pick'> }) {
  const { effect, strength, colour, backdrop } = useStore(background);
  const file = useRef<HTMLInputElement>(null);
  const strengthName = useId();
  const [refused, setRefused] = useState(false);
  // What is drawn follows results; a picture that stands still has none.
  useEffect(() => background.subscribe(() => results.pick({})), [results]);
  const open = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    const opened = await openBackdrop(chosen).catch(() => undefined);
    setRefused(opened === undefined);
    if (opened === undefined) return;
    const { backdrop: before } = background.get();
    background.choose({ backdrop: opened });
    before?.close();
  };
  return (
    <section {...COVERS} className={styles.bar} aria-label="Background">
      <RadioGroup.Root
        className={styles.effects}
        aria-label="Effect"
        orientation="horizontal"
        value={effect}
        onValueChange={(value) => background.choose({ effect: EFFECTS.find((one) => one === value) ?? effect })}
      >
        {EFFECTS.map((one) => <RadioGroup.Item key={one} value={one} className={styles.effect}>{EFFECT_NAMES[one]}</RadioGroup.Item>)}
      </RadioGroup.Root>
      {effect === 'blur' && (
        <div className={styles.setting}>
          <span id={strengthName}>Strength</span>
          <Slider.Root className={styles.slider} min={5} max={100} step={5} value={[Math.round(100 * strength)]} onValueChange={([value]) => value !== undefined && background.choose({ strength: value / 100 })}>
            <Slider.Track className={slider.track}><Slider.Range className={slider.range} /></Slider.Track>
            <Slider.Thumb className={slider.thumb} aria-labelledby={strengthName} />
          </Slider.Root>
        </div>
      )}
      {effect === 'colour' && (
        <label className={styles.setting}>
          <span>Colour</span>
          <input className={styles.colour} type="color" value={colour} onChange={({ currentTarget }) => background.choose({ colour: currentTarget.value })} />
        </label>
      )}
      {effect === 'picture' && (
        <div className={styles.setting}>
          <span role="status">{refused ? 'This browser cannot read that file as a picture.' : backdrop === undefined ? 'No picture yet' : 'Your picture, on this page only'}</span>
          <button type="button" className={styles.choose} onClick={() => file.current?.click()}>{backdrop === undefined ? 'Choose' : 'Another'}</button>
          <input ref={file} type="file" accept="image/*" hidden aria-label="Picture for the background" onChange={({ currentTarget }) => void open(currentTarget.files?.[0])} />
        </div>
      )}
      {effect === 'nothing' && <p className={styles.setting}>A snapshot is see-through around the person.</p>}
    </section>
  );
}
