import Link from 'next/link';
import { COVERS } from '../overlay/overlay';
import { Logo } from '../theme/logo';
import button from '../theme/round-button.module.css';

/** The way home. */
export function HomeLink() {
  return (
    <Link {...COVERS} href="/" prefetch={false} className={button.round} aria-label="Fovea, home page">
      <Logo />
    </Link>
  );
}
