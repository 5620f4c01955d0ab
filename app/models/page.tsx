import type { Metadata } from 'next';
import Link from 'next/link';
import type { Card } from '../../models/artifact/card';
import buttons from '../theme/buttons.module.css';
import { SiteHeader } from '../theme/site-header';
import { Headline } from './accuracy';
import { Comparisons } from './comparison/comparison';
import { DeviceStorage } from './storage/device-storage';
import { Examples } from './examples';
import { Facts } from './facts';
import { billions, inputSize, millions, size } from './figures';
import { KeptCopy } from './storage/kept-copy';
import layout from './layout.module.css';
import styles from './page.module.css';
import { examplesOf, modelNames, readCard } from './read-cards';
import { ROLES } from './model-role-names';
import { TryIt } from './try-it';
import { StorageSummary } from './storage/storage-summary';

export const metadata: Metadata = { title: 'Models', description: 'What each model does, how well, at what cost, and what of it is on this device.' };

export default async function ModelsPage() {
  const cards = await Promise.all(modelNames.map(readCard));
  return (
    <div className={layout.page}>
      <SiteHeader current="models" />
      <main className={layout.main}>
        <div className={layout.opening}>
          <h1 className={layout.title}>Models</h1>
          <p className={layout.lead}>Each was trained or converted with the code that runs it here. A model is downloaded when it is first used and stays on this device, so the next time needs no network.</p>
        </div>
        <Comparisons cards={cards} />
        <DeviceStorage>
          <StorageSummary offered={modelNames} />
          <ul className={styles.list}>
            {cards.map((card) => <li key={card.name}><Model card={card} /></li>)}
          </ul>
        </DeviceStorage>
      </main>
    </div>
  );
}

function Model({ card }: { readonly card: Card }) {
  const { name, title, technicalName, summary, role, input, parameters, multiplyAdds, weights, limits, licence } = card;
  return (
    <article className={`${layout.panel} ${styles.model}`} aria-labelledby={name}>
      <div className={styles.what}>
        <p className={layout.role}>{ROLES[role]} <span>{licence}</span></p>
        <h2 id={name} className={styles.title}><Link href={`/models/${name}`}>{title}</Link></h2>
        {technicalName !== undefined && <p className={layout.technical}>{technicalName}</p>}
        <p className={styles.summary}>{summary}</p>
        <Facts facts={[
          ['Download', size(weights.sizeBytes)],
          ['Parameters', millions(parameters)],
          ['Multiply-adds', billions(multiplyAdds)],
          ['Input', inputSize(input)],
        ]} />
      </div>
      <div className={styles.how}>
        <section>
          <h3 className={styles.section}>Accuracy</h3>
          <Headline card={card} />
        </section>
        <section>
          <h3 className={styles.section}>Limits</h3>
          <Limits limits={limits} />
        </section>
      </div>
      {examplesOf(card).length > 0 && <div className={styles.examples}><Examples card={card} /></div>}
      <footer className={styles.foot}>
        <KeptCopy model={name} title={title} sha256={weights.sha256} sizeBytes={weights.sizeBytes} />
        <div className={styles.actions}>
          <Link className={`${buttons.button} ${buttons.small} ${buttons.secondary}`} href={`/models/${name}`}>All about it <span className="visually-hidden">{title}</span></Link>
          <TryIt name={card.name} title={card.title} />
        </div>
      </footer>
    </article>
  );
}

/** The first, which weighs most, in view; the others behind it, so that a list of models stays a list. */
function Limits({ limits: [first, ...others] }: { readonly limits: readonly string[] }) {
  return (
    <>
      <ul className={layout.sentences}><li>{first}</li></ul>
      {others.length > 0 && (
        <details className={layout.more}>
          <summary>{others.length} more</summary>
          <ul className={layout.sentences}>{others.map((limit) => <li key={limit}>{limit}</li>)}</ul>
        </details>
      )}
    </>
  );
}
