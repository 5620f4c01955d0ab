import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Card } from '../../../models/artifact/card';
import { Icon } from '../../theme/icons';
import { SiteHeader } from '../../theme/site-header';
import { AccuracyTables } from '../accuracy';
import { Command } from '../command';
import { DeviceStorage } from '../storage/device-storage';
import { Facts } from '../facts';
import { billions, duration, exact, millions, size } from '../figures';
import { KeptCopy } from '../storage/kept-copy';
import layout from '../layout.module.css';
import { Linked } from '../url-text';
import { modelNames, readCard } from '../read-cards';
import { ROLES } from '../model-role-names';
import { TryIt } from '../try-it';
import { NetworkPicture } from './network-picture';
import styles from './page.module.css';
import { REPORTS } from './reports';

interface PageProps {
  readonly params: Promise<{ readonly name: string }>;
}

export const dynamicParams = false;
export const generateStaticParams = () => modelNames.map((name) => ({ name }));

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { title, summary } = await readCard((await params).name);
  return { title, description: summary };
}

/** One card whole. */
export default async function ModelPage({ params }: PageProps) {
  const card = await readCard((await params).name);
  const { name, title, technicalName, summary, role, weights, limits, categories } = card;
  const Report = REPORTS[card.task];
  return (
    <div className={layout.page}>
      <SiteHeader current="models" />
      <main className={layout.main}>
        <div className={layout.opening}>
          <Link className={styles.back} href="/models"><Icon name="back" size={18} />All models</Link>
          <p className={layout.role}>{ROLES[role]}</p>
          <h1 className={layout.title}>{title}</h1>
          {technicalName !== undefined && <p className={layout.technical}>{technicalName}</p>}
          <p className={layout.lead}>{summary}</p>
          <div className={styles.actions}>
            <TryIt name={card.name} title={card.title} />
            <DeviceStorage>
              <KeptCopy model={name} title={title} sha256={weights.sha256} sizeBytes={weights.sizeBytes} />
            </DeviceStorage>
          </div>
        </div>
        <div className={styles.sections}>
          <Section title="At a glance"><Glance card={card} /></Section>
          <Section title="Limits"><ul className={layout.sentences}>{limits.map((limit) => <li key={limit}>{limit}</li>)}</ul></Section>
          <Section title="Accuracy" wide={card.metrics.length > 0}><AccuracyTables card={card} /></Section>
          <Report card={card} />
          <Section title="Where the work goes" wide><NetworkPicture card={card} /></Section>
          {card.training !== undefined && <Section title="Training"><Training training={card.training} /></Section>}
          {card.parent !== undefined && <Section title="Where it began"><Parent parent={card.parent} /></Section>}
          <Section title="What it can name">
            <details className={`${layout.more} ${styles.names}`}>
              <summary>{exact(categories.length)} {categories.length === 1 ? 'kind of thing' : 'kinds of things'}</summary>
              <ul>{categories.map((category) => <li key={category.id}>{category.name}</li>)}</ul>
            </details>
          </Section>
          <Section title="Licence and thanks">
            <p className={styles.licence}>{card.licence}</p>
            <ul className={layout.sentences}>{card.attribution.map((line) => <li key={line}><Linked text={line} /></li>)}</ul>
          </Section>
          <Section title="Network and files">
            <dl className={styles.pairs}>
              <Pair term="Task">{card.task}</Pair>
              <Pair term="Network">{card.network.name}{Object.entries(card.network.options).map(([option, value]) => `, ${option} ${JSON.stringify(value)}`).join('')}</Pair>
              <Pair term="Weights"><a href={`/models/${name}/${weights.file}`} download>{weights.file}</a>, {exact(weights.sizeBytes)} bytes, {weights.dtype}</Pair>
              <Pair term="SHA-256"><code className={styles.hash}>{weights.sha256}</code></Pair>
              <Pair term="Card"><a href={`/models/${name}/card.json`}>card.json</a></Pair>
            </dl>
          </Section>
        </div>
      </main>
    </div>
  );
}

function Section({ title, wide = false, children }: { readonly title: string; readonly wide?: boolean; readonly children: ReactNode }) {
  return (
    <section className={`${layout.panel} ${wide ? styles.wide : ''}`}>
      <h2 className={styles.section}>{title}</h2>
      {children}
    </section>
  );
}

function Pair({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return <div><dt>{term}</dt><dd>{children}</dd></div>;
}

function Glance({ card: { input, parameters, multiplyAdds, weights, scoreThreshold, liveThreshold } }: { readonly card: Card }) {
  const { width, height, mean, std, sizes } = input;
  return (
    <>
      <Facts facts={[
        ['Download', size(weights.sizeBytes), weights.dtype],
        ['Parameters', millions(parameters), exact(parameters)],
        ['Multiply-adds', billions(multiplyAdds), exact(multiplyAdds)],
        ['Input', `${width} × ${height}`, 'pixels, RGB'],
      ]} />
      <p className={styles.aside}>
        A pixel enters as (value − mean) / deviation, with mean {mean.join(', ')} and deviation {std.join(', ')} for red, green and blue from 0 to 255.
        {` Answers less certain than ${scoreThreshold.toFixed(2)} are not shown unless asked for${liveThreshold === undefined ? '' : `; the live page starts with ${liveThreshold.toFixed(2)}`}.`}
        {sizes !== undefined && ` The same weights serve squares of ${sizes.join(', ')} pixels.`}
      </p>
    </>
  );
}

function Training({ training }: { readonly training: NonNullable<Card['training']> }) {
  const { recipe, command, data, seed, engine, commit, steps, images, hours } = training;
  return (
    <div className={styles.training}>
      <Command text={command} />
      <ul className={styles.data} aria-label="Data">
        {data.map((set) => (
          <li key={set.name}>
            <b>{set.name}</b>
            <span>{exact(set.images)} pictures{set.annotations !== undefined && `, ${exact(set.annotations)} annotations`}</span>
            <p>{set.licence}</p>
          </li>
        ))}
      </ul>
      <dl className={styles.pairs}>
        <Pair term="Recipe">{recipe}</Pair>
        <Pair term="Took">{duration(hours)}: {exact(steps)} steps, {exact(images)} pictures seen</Pair>
        <Pair term="Engine">{engine}</Pair>
        <Pair term="Seed">{seed}</Pair>
        <Pair term="Commit"><code>{commit}</code></Pair>
      </dl>
    </div>
  );
}

function Parent({ parent: { name, source, licence, what } }: { readonly parent: NonNullable<Card['parent']> }) {
  return (
    <>
      <p className={styles.parent}>{modelNames.includes(name) ? <Link href={`/models/${name}`}>{name}</Link> : name}</p>
      <p className={styles.aside}>{what}</p>
      <p className={styles.aside}><Linked text={source} />, {licence}</p>
    </>
  );
}
