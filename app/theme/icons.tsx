import type { ReactNode } from 'react';

/** Line drawings on a 24 by 24 field; text beside them says what they mean, so readers skip them. */
const DRAWINGS = {
  camera: <><path d="M4 8.5A2.5 2.5 0 0 1 6.5 6h1.2l1.3-2h6l1.3 2h1.2A2.5 2.5 0 0 1 20 8.5v8a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 16.5z" /><circle cx="12" cy="12.5" r="3.5" /></>,
  picture: <><rect x="3.5" y="4.5" width="17" height="15" rx="2.5" /><circle cx="8.5" cy="9.5" r="1.5" /><path d="m4 17 5-4.5 3.5 3 3.5-3.5 4.5 4" /></>,
  screen: <><rect x="3" y="4.5" width="18" height="12" rx="2" /><path d="M9 20h6M12 16.5V20" /></>,
  flip: <><path d="M4 11a8 8 0 0 1 13.7-4.7L20 8.5M20 4v4.5h-4.5M20 13a8 8 0 0 1-13.7 4.7L4 15.5M4 20v-4.5h4.5" /></>,
  mirror: <><path d="M12 3v18M8.5 7 3.5 17h5zM15.5 7l5 10h-5z" /></>,
  pause: <><path d="M9 5.5v13M15 5.5v13" strokeWidth="3" /></>,
  play: <path d="M8 5.2v13.6L19 12z" fill="currentColor" />,
  shutter: <><circle cx="12" cy="12" r="8.5" /><circle cx="12" cy="12" r="4" fill="currentColor" stroke="none" /></>,
  record: <><circle cx="12" cy="12" r="8.5" /><circle cx="12" cy="12" r="4.5" fill="#e5484d" stroke="none" /></>,
  torch: <path d="M13 2.5 5.5 13.5H11l-1 8 7.5-11H12z" />,
  save: <path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 19.5h15" />,
  share: <path d="M12 15V4M8 7.5 12 3.5l4 4M6 11H5v9h14v-9h-1" />,
  settings: <><path d="M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9" /><circle cx="15" cy="7.5" r="2" /><circle cx="9" cy="16.5" r="2" /></>,
  divide: <path d="M9 7.5 4.5 12 9 16.5M15 7.5l4.5 4.5-4.5 4.5" />,
  close: <path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />,
  back: <path d="M14.5 5.5 8 12l6.5 6.5" />,
  unfold: <path d="m5.5 9 6.5 6.5L18.5 9" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  alert: <><path d="M12 4 2.8 19.5h18.4z" /><path d="M12 10v4.5M12 17v.1" /></>,
  trash: <path d="M4.5 7h15M10 4h4M6.5 7l.8 11a2 2 0 0 0 2 1.9h5.4a2 2 0 0 0 2-1.9l.8-11M10 11v5M14 11v5" />,
  copy: <><rect x="8.5" y="8.5" width="11" height="11" rx="2.5" /><path d="M15.5 8.5V7A2.5 2.5 0 0 0 13 4.5H7A2.5 2.5 0 0 0 4.5 7v6A2.5 2.5 0 0 0 7 15.5h1.5" /></>,
  stop: <rect x="6.5" y="6.5" width="11" height="11" rx="2" />,
  shield: <><path d="M12 3.5 5 6v5.5c0 4.3 2.9 7.5 7 9 4.1-1.5 7-4.7 7-9V6z" /><path d="m9 12 2.2 2.2L15.2 10" /></>,
  device: <><rect x="7" y="3" width="10" height="18" rx="2.5" /><path d="M11 18h2" /></>,
  larger: <path d="M9 4.5H4.5V9M15 4.5h4.5V9M9 19.5H4.5V15M15 19.5h4.5V15" />,
  smaller: <path d="M4.5 9H9V4.5M19.5 9H15V4.5M4.5 15H9v4.5M19.5 15H15v4.5" />,
  stepBack: <><path d="M19 6v12l-9-6z" fill="currentColor" /><path d="M6.5 6v12" strokeWidth="2.5" /></>,
  stepOn: <><path d="M5 6v12l9-6z" fill="currentColor" /><path d="M17.5 6v12" strokeWidth="2.5" /></>,
  film: <><rect x="3.5" y="4.5" width="17" height="15" rx="2.5" /><path d="M8 4.5v15M16 4.5v15M3.5 9.5H8M3.5 14.5H8M16 9.5h4.5M16 14.5h4.5" /></>,
  gauge: <><path d="M4.5 17a8.5 8.5 0 1 1 15 0" /><path d="m12 14 3.5-4.5" /></>,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof DRAWINGS;

/** Pixels of a rem where text has its usual size: drawings grow with it. */
const ROOT_SIZE = 16;

/** @param size in pixels beside text of the usual size */
export function Icon({ name, size = 24 }: { readonly name: IconName; readonly size?: number }) {
  const length = `${size / ROOT_SIZE}rem`;
  return (
    <svg width={length} height={length} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      {DRAWINGS[name]}
    </svg>
  );
}
