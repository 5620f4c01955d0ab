import { useId } from 'react';
import { BROWSER_ENGINES, type BrowserEngine } from '../../../models/engine/choose-engine';
import { ENGINE_NAMES } from '../../looker/engine-names';
import buttons from '../../theme/buttons.module.css';
import { Icon } from '../../theme/icons';
import { amount } from '../../ui/bytes';
import type { ComparableModel } from '../comparable';
import { atInput, letterOf, MOST_VARIANTS, nameOf, nextVariant, pixels, type Variant } from '../variants';
import styles from './variant-choice.module.css';

interface VariantChoiceProps {
  readonly models: readonly ComparableModel[];
  readonly variants: readonly Variant[];
  readonly onChange: (variants: readonly Variant[]) => void;
}

/** Which models are compared, each at which size and on which engine; the first is the reference. */
export function VariantChoice({ models, variants, onChange }: VariantChoiceProps) {
  const next = nextVariant(models, variants);
  const replace = (index: number, variant: Variant) => onChange(variants.map((one, at) => (at === index ? variant : one)));
  return (
    <div className={styles.choice}>
      <ol className={styles.list}>
        {variants.map((variant, index) => (
          <li key={index} data-series={index + 1}>
            <OneChoice models={models} variant={variant} letter={letterOf(index)} onChange={(changed) => replace(index, changed)} />
            {variants.length > 2 && (
              <button type="button" className={styles.remove} aria-label={`Leave out ${letterOf(index)}, ${nameOf(variant)}`} onClick={() => onChange(variants.filter((_, at) => at !== index))}>
                <Icon name="close" size={18} />
              </button>
            )}
          </li>
        ))}
      </ol>
      {variants.length < MOST_VARIANTS && next !== undefined && (
        <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.secondary}`} onClick={() => onChange([...variants, next])}>One more</button>
      )}
    </div>
  );
}

/** The same to be read, with a way to change it. */
export function ChosenVariants({ variants, onChange }: { readonly variants: readonly Variant[]; readonly onChange: () => void }) {
  return (
    <div className={styles.choice}>
      <ol className={styles.chosen}>
        {variants.map((variant, index) => <li key={index} data-series={index + 1}><span className={styles.letter}>{letterOf(index)}</span><span>{nameOf(variant)}</span></li>)}
      </ol>
      <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.secondary}`} onClick={onChange}>Change</button>
    </div>
  );
}

const BEST = 'best';

interface OneChoiceProps {
  readonly models: readonly ComparableModel[];
  readonly variant: Variant;
  readonly letter: string;
  readonly onChange: (variant: Variant) => void;
}

function OneChoice({ models, variant, letter, onChange }: OneChoiceProps) {
  const { model, input, engine } = variant;
  const id = useId();
  const chooseModel = (name: string) => {
    const chosen = models.find((one) => one.name === name);
    if (chosen !== undefined) onChange({ ...atInput(chosen, input), engine });
  };
  return (
    <fieldset className={styles.fields}>
      <legend className={styles.letter}>{letter}<span className="visually-hidden">{letter === 'A' ? ', the reference' : ''}</span></legend>
      <label className={styles.model} htmlFor={`${id}-model`}>
        <span className="visually-hidden">Model</span>
        <select id={`${id}-model`} value={model.name} onChange={({ currentTarget }) => chooseModel(currentTarget.value)}>
          {models.map(({ name, title, sizeBytes }) => <option key={name} value={name}>{title} ({amount(sizeBytes)})</option>)}
        </select>
      </label>
      <label htmlFor={`${id}-input`}>
        <span className="visually-hidden">Input</span>
        <select id={`${id}-input`} value={String(input.size)} disabled={model.inputs.length < 2} onChange={({ currentTarget }) => onChange({ ...variant, input: model.inputs.find(({ size }) => String(size) === currentTarget.value) ?? input })}>
          {model.inputs.map((one) => <option key={String(one.size)} value={String(one.size)}>{pixels(one)}</option>)}
        </select>
      </label>
      <label htmlFor={`${id}-engine`}>
        <span className="visually-hidden">Engine</span>
        <select id={`${id}-engine`} value={engine ?? BEST} onChange={({ currentTarget }) => onChange({ ...variant, engine: engineNamed(currentTarget.value) })}>
          <option value={BEST}>Best engine</option>
          {BROWSER_ENGINES.map((name) => <option key={name} value={name}>{ENGINE_NAMES[name].short}</option>)}
        </select>
      </label>
    </fieldset>
  );
}

const engineNamed = (value: string): BrowserEngine | undefined => BROWSER_ENGINES.find((engine) => engine === value);
