import type { ReactNode } from 'react';
import { Icon } from '../theme/icons';
import card from '../ui/card.module.css';

interface FailureCardProps {
  readonly title: string;
  readonly advice: string;
  readonly onRetry: () => void;
  /** What would help instead. */
  readonly children: ReactNode;
}

/** What went wrong, what to do about it, and buttons that do it. */
export function FailureCard({ title, advice, onRetry, children }: FailureCardProps) {
  return (
    <section className={`${card.card} ${card.raised}`} role="alert">
      <span className={card.alarm}><Icon name="alert" size={30} /></span>
      <h2 className={card.title}>{title}</h2>
      <p className={card.text}>{advice}</p>
      <div className={card.actions}>
        <button type="button" className={card.primary} onClick={onRetry}>Try again</button>
        {children}
      </div>
    </section>
  );
}
