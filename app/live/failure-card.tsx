import { Icon } from '../theme/icons';
import card from './card.module.css';
import { OtherSources } from './other-sources';
import type { LiveSession } from './session';

interface FailureCardProps {
  readonly session: LiveSession;
  readonly title: string;
  readonly advice: string;
  readonly onRetry: () => void;
  /** Whether another source would help. */
  readonly offerOthers: boolean;
}

/** What went wrong, what to do about it, and a button that does it. */
export function FailureCard({ session, title, advice, onRetry, offerOthers }: FailureCardProps) {
  return (
    <section className={`${card.card} ${card.raised}`} role="alert">
      <span className={card.alarm}><Icon name="alert" size={30} /></span>
      <h2 className={card.title}>{title}</h2>
      <p className={card.text}>{advice}</p>
      <div className={card.actions}>
        <button type="button" className={card.primary} onClick={onRetry}>Try again</button>
        {offerOthers && <OtherSources session={session} />}
      </div>
    </section>
  );
}
