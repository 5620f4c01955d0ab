import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { Icon } from '../theme/icons';
import { amount } from '../ui/bytes';
import card from '../ui/card.module.css';
import type { CapturedItem } from './capture-tray';
import styles from './capture-sheet.module.css';
import { SheetHead } from '../ui/sheet-head';

interface CaptureSheetProps {
  readonly kept: CapturedItem;
  readonly asked: boolean;
  readonly onAsk: () => void;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** A snapshot or a recording, to be looked at, saved, shared, or let go; a recording cannot be taken again, so not by a slip. */
export function CaptureSheet({ kept: { kind, files, urls, description, saved, answers = 'answers' }, asked, onAsk, onSaved, onClose }: CaptureSheetProps) {
  const firstLink = useRef<HTMLAnchorElement>(null);
  const close = () => {
    if (saved || kind === 'picture') {
      onClose();
      return;
    }
    onAsk();
    firstLink.current?.focus();
  };
  const [shown] = urls;
  const type = files[0]?.type ?? '';
  const title = TITLES[kind];
  const share = { files: [...files], title: 'Fovea' };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Dialog.Content className={styles.sheet}>
          <SheetHead title={title} close={`Close the ${title.toLowerCase()}`} />
          {shown !== undefined && type.startsWith('image/') && <img className={styles.preview} src={shown} alt={description} />}
          {shown !== undefined && type.startsWith('video/') && <video className={styles.preview} src={shown} controls playsInline muted loop aria-label={`The ${title.toLowerCase()}`} />}
          <Dialog.Description className={styles.description}>{description}. {saved ? 'It is saved.' : 'It is on this device only and gone when you close it.'}</Dialog.Description>
          {asked && <p className={styles.question} role="alert">This {title.toLowerCase()} is not saved. Save it, or discard it.</p>}
          <div className={styles.actions}>
            {files.map((file, index) => (
              <a key={file.name} ref={index === 0 ? firstLink : undefined} className={index === 0 ? card.primary : card.secondary} href={urls[index]} download={file.name} onClick={onSaved}>
                <Icon name="save" size={20} />
                Save the {SAVED[file.type] ?? (file.type === 'application/json' ? answers : 'video')} · {amount(file.size)}
              </a>
            ))}
            {'canShare' in navigator && navigator.canShare(share) && (
              <button type="button" className={card.secondary} onClick={() => void navigator.share(share).then(onSaved, () => undefined)}>
                <Icon name="share" size={20} />
                Share
              </button>
            )}
            {asked && (
              <button type="button" className={card.secondary} onClick={onClose}>
                <Icon name="trash" size={20} />
                Discard
              </button>
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const TITLES = { 'picture': 'Snapshot', 'recording': 'Recording', 'whole file': 'Result' } as const;
const SAVED: Readonly<Record<string, string>> = { 'image/png': 'picture', 'text/csv': 'table' };
