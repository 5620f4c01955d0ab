import { AlertDialog } from 'radix-ui';
import { useRef } from 'react';
import card from '../../ui/card.module.css';
import styles from './sending-question.module.css';

interface SendingQuestionProps {
  readonly open: boolean;
  /** Of the model that was chosen, where only the server runs it. */
  readonly serverOnlyModel: string | undefined;
  readonly onAnswer: (agreed: boolean) => void;
}

/** Asked once, before any picture leaves the device. */
export function SendingQuestion({ open, serverOnlyModel, onAnswer }: SendingQuestionProps) {
  const opener = useRef<Element>(null);
  return (
    <AlertDialog.Root open={open} onOpenChange={(stays) => !stays && onAnswer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={styles.veil} />
        <AlertDialog.Content
          className={styles.sheet}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
        >
          <AlertDialog.Title className={styles.title}>Send pictures to the server?</AlertDialog.Title>
          <AlertDialog.Description className={styles.text}>
            {serverOnlyModel !== undefined && `${serverOnlyModel} runs on the server only. `}
            Small copies of what the camera sees go to <Host />, while the server looks and now and then to measure it. They are looked at and forgotten there: never stored, never written to a log. You can take this back in the settings at any time.
          </AlertDialog.Description>
          <div className={styles.actions}>
            <AlertDialog.Action className={card.secondary} onClick={() => onAnswer(true)}>Send pictures</AlertDialog.Action>
            <AlertDialog.Cancel className={card.secondary}>Keep them here</AlertDialog.Cancel>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** A component of its own: there is no location where the page is built. */
const Host = () => <>{location.host}</>;
