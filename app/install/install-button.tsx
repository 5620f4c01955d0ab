import { useSyncExternalStore } from 'react';
import { useStore } from '../ui/use-store';
import buttons from '../theme/buttons.module.css';
import { Icon } from '../theme/icons';
import { install, installOffer, installsByHand } from './install-offer';
import styles from './install-button.module.css';

/** Where the browser can install the application; on an iPhone a sentence that says how. */
export function InstallButton() {
  const offer = useStore(installOffer);
  const byHand = useSyncExternalStore(neverChanges, installsByHand, () => false);
  if (offer !== undefined) {
    return (
      <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.quiet}`} onClick={() => void install(offer)}>
        <Icon name="save" size={18} />
        Install Fovea
      </button>
    );
  }
  return byHand && <p className={styles.hint}>To keep Fovea as an app: Share, then “Add to Home Screen”.</p>;
}

const neverChanges = () => () => undefined;
