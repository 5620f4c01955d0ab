import type { Metadata } from 'next';
import { countMultiplyAdds } from '../../models/graph/costs';
import { traceModel } from '../../models/graph/trace-model';
import layout from '../models/layout.module.css';
import { modelNames, readCard } from '../models/read-cards';
import { SiteHeader } from '../theme/site-header';
import { comparableTasks } from './comparable';
import { Compare } from './compare';

export const metadata: Metadata = { title: 'Compare', description: 'Models side by side on the same live picture, on your own device: what each sees, takes and weighs.' };

export default async function ComparePage() {
  const cards = await Promise.all(modelNames.map(readCard));
  return (
    <div className={layout.page}>
      <SiteHeader current="compare" />
      <main className={layout.main}>
        <div className={layout.opening}>
          <h1 className={layout.title}>Compare</h1>
          <p className={layout.lead}>Models side by side on the same picture, on this device: what each sees, how long it takes, and what a smaller one loses.</p>
        </div>
        <Compare tasks={comparableTasks(cards, (card) => countMultiplyAdds(traceModel(card, undefined)))} />
      </main>
    </div>
  );
}
