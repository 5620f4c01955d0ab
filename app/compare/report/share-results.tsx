import { useState } from 'react';
import buttons from '../../theme/buttons.module.css';
import { Icon } from '../../theme/icons';
import type { MeasuredOn } from '../session/compare-session';
import type { FiguresTableProps } from './figures-table';
import { comparisonResults, describeDevice } from './results';
import { drawResults } from './results-picture';
import styles from './share-results.module.css';

interface ShareResultsProps extends Omit<FiguresTableProps, 'figures'> {
  readonly measuredOn: MeasuredOn;
  /** As they are now: those on the page are a moment old. */
  readonly readFigures: () => FiguresTableProps['figures'];
}

/** What was measured, to keep: as JSON, and as a picture that can be shared. */
export function ShareResults(props: ShareResultsProps) {
  const { variants, readFigures, measuredOn, measure, dataset } = props;
  const [problem, setProblem] = useState<string>();
  const makeJson = () => {
    const accuracy = measure !== undefined && dataset !== undefined ? { measure, dataset } : undefined;
    const results = comparisonResults({ variants, figures: readFigures(), measuredOn, accuracy, device: describeDevice(navigator), now: new Date() });
    return new File([`${JSON.stringify(results, undefined, 2)}\n`], 'fovea-comparison.json', { type: 'application/json' });
  };
  const makePicture = async () => {
    const canvas = drawResults({ ...props, figures: readFigures(), device: describeDevice(navigator), now: new Date() });
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('This browser could not make the picture.');
    return new File([blob], 'fovea-comparison.png', { type: 'image/png' });
  };
  const give = async (make: () => File | Promise<File>) => {
    try {
      setProblem(undefined);
      await shareOrSave(await make());
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className={styles.row}>
      <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.secondary}`} onClick={() => void give(makePicture)}><Icon name="share" size={20} />As a picture</button>
      <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.secondary}`} onClick={() => void give(makeJson)}><Icon name="save" size={20} />As JSON</button>
      <p role="status" className={styles.problem}>{problem}</p>
    </div>
  );
}

/** On a phone to whom a person wants, else into the folder of downloads. */
async function shareOrSave(file: File): Promise<void> {
  const shared = { files: [file], title: 'Models compared with Fovea' };
  if (matchMedia('(pointer: coarse)').matches && 'canShare' in navigator && navigator.canShare(shared)) return navigator.share(shared);
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: url, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
