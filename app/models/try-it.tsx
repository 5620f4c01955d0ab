import Link from 'next/link';
import type { Card } from '../../models/artifact/card';
import { hasMode } from '../tasks/modes';
import buttons from '../theme/buttons.module.css';
import { Icon } from '../theme/icons';
import { Command } from './command';

/** The live page with a model chosen; where it has no mode for the model's task, the command that looks with it. */
export function TryIt({ name, title, task }: Pick<Card, 'name' | 'title' | 'task'>) {
  if (!hasMode(task)) return <Command text={`npm run predict -- --model ${name} photo.jpg`} />;
  return (
    <Link className={`${buttons.button} ${buttons.small} ${buttons.primary}`} href={`/live?model=${encodeURIComponent(name)}`}>
      <Icon name="camera" size={20} />
      Try it <span className="visually-hidden">{title}</span>
    </Link>
  );
}
