import { Dialog } from 'radix-ui';
import { Icon } from '../theme/icons';
import { megabytes } from './bytes';
import card from './card.module.css';
import type { KeepingState } from './keeping';
import styles from './kept-sheet.module.css';
import { SheetHead } from './sheet-head';

interface KeptSheetProps {
  readonly kept: NonNullable<KeepingState['kept']>;
  readonly onClose: () => void;
}

/** A snapshot or a recording, to be looked at, saved, shared, or let go. */
export function KeptSheet({ kept: { kind, files, urls, description }, onClose }: KeptSheetProps) {
  const [shown] = urls;
  const title = kind === 'picture' ? 'Snapshot' : 'Recording';
  const share = { files: [...files], title: 'Fovea' };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Dialog.Content className={styles.sheet}>
          <SheetHead title={title} close={`Close the ${title.toLowerCase()}`} />
          {shown !== undefined && (kind === 'picture'
            ? <img className={styles.preview} src={shown} alt={description} />
            : <video className={styles.preview} src={shown} controls playsInline muted loop aria-label="The recording" />)}
          <Dialog.Description className={styles.description}>{description}. It is on this device only and gone when you close it.</Dialog.Description>
          <div className={styles.actions}>
            {files.map((file, index) => (
              <a key={file.name} className={index === 0 ? card.primary : card.secondary} href={urls[index]} download={file.name}>
                <Icon name="save" size={20} />
                {SAVE[file.type] ?? 'Save the video'} · {file.size < 1e5 ? `${Math.ceil(file.size / 1e3)} kB` : `${megabytes(file.size)} MB`}
              </a>
            ))}
            {'canShare' in navigator && navigator.canShare(share) && (
              <button type="button" className={card.secondary} onClick={() => void navigator.share(share).catch(() => undefined)}>
                <Icon name="share" size={20} />
                Share
              </button>
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const SAVE: Readonly<Record<string, string>> = { 'image/png': 'Save the picture', 'application/json': 'Save the boxes' };
