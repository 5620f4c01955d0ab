'use client';

import { useCallback, useEffect, useState } from 'react';
import type { TaskName } from '../../models/tasks';
import layout from '../models/layout.module.css';
import { MODES } from '../tasks/modes';
import { usePolled } from '../tasks/use-polled';
import { keepScreenOn } from '../ui/keep-screen-on';
import { useStore } from '../ui/use-store';
import '../without-eval';
import { ChosenVariants, VariantChoice } from './choice/variant-choice';
import type { ComparableTask } from './comparable';
import styles from './compare.module.css';
import { sentences } from './figures/words';
import type { Figures } from './figures/measures';
import { FiguresTable } from './report/figures-table';
import { ParetoChart } from './report/pareto-chart';
import { ShareResults } from './report/share-results';
import { EnginesNote } from './report/engines-note';
import { CompareSession } from './session/compare-session';
import { SourceVideo } from './source-video';
import { Choices, CompareStage } from './stage';
import { StartPanel } from './start-panel';
import { proposedVariants, type Variant } from './variants';

/** Figures cannot be read that change with every frame. */
const FIGURES_EVERY_MS = 1000;

/** Two to four models of one task on the same frames: what is compared, the pictures, and what was measured. */
export function Compare({ tasks: all }: { readonly tasks: readonly ComparableTask[] }) {
  const [tasks] = useState(() => all.filter(({ models }) => proposedVariants(models).length > 1));
  const [session] = useState(() => new CompareSession());
  const [task, setTask] = useState(tasks[0]);
  const [variants, setVariants] = useState<readonly Variant[]>(() => proposedVariants(tasks[0]?.models ?? []));
  const [changing, setChanging] = useState(false);
  useEffect(() => session.sources.start(), [session]);
  useEffect(() => session.compare(variants), [session, variants]);
  useEffect(() => keepScreenOn([session.status], () => session.status.get().status === 'running'), [session]);
  const choose = useCallback((name: TaskName | undefined, model?: string | null) => {
    const chosen = tasks.find((one) => one.task === name);
    if (chosen === undefined) return;
    setTask(chosen);
    setVariants(proposedVariants(chosen.models, chosen.models.find((one) => one.name === model) ?? chosen.models[0]));
  }, [tasks]);
  useEffect(() => {
    const model = new URLSearchParams(window.location.search).get('model');
    // After the page is as it was built.
    if (model !== null) queueMicrotask(() => choose(tasks.find(({ models }) => models.some(({ name }) => name === model))?.task, model));
  }, [tasks, choose]);

  const status = useStore(session.status);
  const source = useStore(session.sources.state);
  const measuredOn = useStore(session.measuredOn);
  const figures = usePolled(useCallback(() => session.measures.read(), [session]), sameFigures, FIGURES_EVERY_MS);
  if (task === undefined) return <p>No two models of one task run on devices.</p>;
  const { models, measure, dataset } = task;
  const own = figures.length === variants.length ? figures : [];
  const told = sentences(variants, own);
  const table = { variants, figures: own, measure, dataset };
  const isBusy = status.status === 'opening' || status.status === 'running';
  const wasLooked = status.status === 'running' || status.status === 'done';
  return (
    <>
      <section className={`${layout.panel} ${layout.series} ${styles.choose}`} aria-labelledby="what">
        <h2 id="what" className={styles.title}>What is compared</h2>
        {isBusy && !changing
          ? <ChosenVariants variants={variants} onChange={() => setChanging(true)} />
          : (
            <>
              <Choices label="Task" value={task.task} choices={tasks.map(({ task: name }) => [name, MODES[name]])} onChange={(value) => choose(tasks.find(({ task: name }) => name === value)?.task)} />
              <VariantChoice models={models} variants={variants} onChange={setVariants} />
              <p className={styles.note}>The first is the reference: the others are compared with it, right or wrong.</p>
            </>
          )}
      </section>
      <StartPanel session={session} status={status} source={source} variants={variants} />
      {source.status === 'open' && source.source.kind !== 'picture' && <SourceVideo session={session} source={source.source} />}
      {wasLooked && <CompareStage session={session} variants={variants} figures={own} />}
      <section className={`${layout.panel} ${styles.measured}`} aria-labelledby="measured">
        <div className={styles.wide}>
          <h2 id="measured" className={styles.title}>What it takes here</h2>
          <p className={styles.note}>The variants take turns on the same frame, those of one engine in one worker, and the order changes from frame to frame: none has half of the device, and none always goes first.</p>
        </div>
        <div className={styles.wide} role="status">{told.length > 0 && <ul className={layout.sentences}>{told.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>}</div>
        <FiguresTable {...table} />
        <ParetoChart variants={variants} figures={own} measure={measure} />
        <p className={`${styles.note} ${styles.wide}`}><EnginesNote figures={own} />{dataset !== undefined && `Published accuracy is on ${dataset}. `}The energy is an estimate: multiply-adds, and one reading of the weights from memory, at what 45 nm silicon takes (Horowitz 2014). It is there to compare by; a device draws more.</p>
        {wasLooked && measuredOn !== undefined && <div className={styles.wide}><ShareResults variants={variants} measure={measure} dataset={dataset} measuredOn={measuredOn} readFigures={() => session.measures.read()} /></div>}
      </section>
    </>
  );
}

const sameFigures = (a: readonly Figures[], b: readonly Figures[]) =>
  a.length === b.length && a.every(({ looks, opened }, index) => looks === b[index]?.looks && opened === b[index].opened);
