import Link from 'next/link';
import styles from './page.module.css';
import buttons from './theme/buttons.module.css';
import { Icon, type IconName } from './theme/icons';
import { Sign } from './theme/sign';
import { SiteHeader } from './theme/site-header';
import { StillLife } from './theme/still-life';

export default function Home() {
  return (
    <div className={styles.page}>
      <SiteHeader />
      <main className={styles.main}>
        <section className={styles.hero}>
          <div className={styles.words}>
            <h1 className={styles.title}>See what your camera sees</h1>
            <p className={styles.lead}>
              Fovea finds people, things and animals in live video. It says what they are, where they are and how certain that is, in this browser, on this device.
            </p>
            <div className={styles.actions}>
              <Link className={`${buttons.button} ${buttons.primary}`} href="/live?start=camera">
                <Icon name="camera" />
                Open the camera
              </Link>
              <Link className={`${buttons.button} ${buttons.secondary}`} href="/live">Picture or video</Link>
            </div>
          </div>
          <StillLife className={styles.picture ?? ''} />
        </section>
        <ul className={styles.facts}>
          <Fact icon="shield" title="Stays on the device">Pictures are looked at where they are taken. None is sent unless you choose this page’s own server, and nothing is loaded from anywhere else.</Fact>
          <Fact icon="device" title="Any camera">A phone’s, a laptop’s, one on a cable. Or a picture, a video file, a shared screen.</Fact>
          <Fact icon="gauge" title="Says what it does">Which model, on which engine and why, how many answers a second, and where each millisecond goes.</Fact>
        </ul>
      </main>
      <footer className={styles.foot}>Free software under the Apache licence 2.0</footer>
    </div>
  );
}

function Fact({ icon, title, children }: { readonly icon: IconName; readonly title: string; readonly children: string }) {
  return (
    <li className={styles.fact}>
      <Sign icon={icon} />
      <h2>{title}</h2>
      <p>{children}</p>
    </li>
  );
}
