import Link from 'next/link';
import type { Card } from '../../models/artifact/card';
import buttons from '../theme/buttons.module.css';
import { Icon } from '../theme/icons';

/** The live page with a model chosen. */
export function TryIt({ name, title }: Pick<Card, 'name' | 'title'>) {
  return (
    <Link className={`${buttons.button} ${buttons.small} ${buttons.primary}`} href={`/live?model=${encodeURIComponent(name)}`}>
      <Icon name="camera" size={20} />
      Try it <span className="visually-hidden">{title}</span>
    </Link>
  );
}
