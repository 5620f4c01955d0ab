import { classColour, ON_CLASS_COLOUR } from '../overlay/class-colour';
import styles from './still-life.module.css';

/** Things on a table, with what the live page draws round them, in the same colours. */
export function StillLife({ className }: { readonly className: string }) {
  return (
    <svg className={className} viewBox="0 0 640 480" role="img" aria-label="A drawing of two bottles, a cup and a cat, each in a box with its name">
      <defs>
        <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#37414a" />
          <stop offset="1" stopColor="#1c2126" />
        </linearGradient>
        <linearGradient id="table" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#5a4636" />
          <stop offset="1" stopColor="#33271e" />
        </linearGradient>
        <linearGradient id="glass" x1="0" y1="0" x2="1" y2="0">
          <stop offset="0" stopColor="#2f6b57" />
          <stop offset="0.45" stopColor="#58a184" />
          <stop offset="1" stopColor="#265746" />
        </linearGradient>
        <linearGradient id="amber" x1="0" y1="0" x2="1" y2="0">
          <stop offset="0" stopColor="#7c3f16" />
          <stop offset="0.45" stopColor="#c97a33" />
          <stop offset="1" stopColor="#6b3512" />
        </linearGradient>
      </defs>
      <rect width="640" height="480" fill="url(#wall)" />
      <path d="M360 0h190L380 340H150z" fill="#fff" opacity="0.045" />
      <rect y="352" width="640" height="128" fill="url(#table)" />
      <g fill="#000" opacity="0.28">
        <ellipse cx="148" cy="388" rx="66" ry="11" />
        <ellipse cx="256" cy="396" rx="56" ry="10" />
        <ellipse cx="356" cy="410" rx="60" ry="10" />
        <ellipse cx="510" cy="392" rx="92" ry="13" />
      </g>
      <path d="M132 108h34v62c0 20 26 26 26 62v140a16 16 0 0 1-16 16h-54a16 16 0 0 1-16-16V232c0-36 26-42 26-62z" fill="url(#glass)" />
      <rect x="129" y="98" width="40" height="16" rx="5" fill="#20241f" />
      <rect x="106" y="262" width="86" height="72" fill="#efe8d8" />
      <path d="M120 284h58M120 300h40" stroke="#8d8672" strokeWidth="5" strokeLinecap="round" />
      <path d="M242 196h28v46c0 16 22 22 22 50v88a16 16 0 0 1-16 16h-40a16 16 0 0 1-16-16v-88c0-28 22-34 22-50z" fill="url(#amber)" />
      <rect x="239" y="186" width="34" height="15" rx="5" fill="#e8c26a" />
      <rect x="220" y="312" width="72" height="48" fill="#f3dcb5" />
      <path d="M316 318h78v70a20 20 0 0 1-20 20h-38a20 20 0 0 1-20-20z" fill="#e9e4da" />
      <path d="M394 332h8a22 22 0 0 1 0 44h-8" fill="none" stroke="#e9e4da" strokeWidth="9" />
      <ellipse cx="355" cy="319" rx="39" ry="8" fill="#4a2f1d" />
      <g fill="#15181c">
        <path d="M566 372c40-8 52-52 34-86-8-14 10-18 16-4 22 48 2 106-50 108z" />
        <path d="M454 392c-16-60-2-128 30-152h52c34 28 46 92 34 152z" />
        <circle cx="510" cy="204" r="50" />
        <path d="M464 192l-2-56 40 24zM556 192l2-56-40 24z" />
      </g>
      <path d="M470 160l1-12 14 9zM550 160l-1-12-14 9z" fill="#6d4a44" />
      <g fill="#ffc566">
        <ellipse cx="491" cy="202" rx="9" ry="10" />
        <ellipse cx="529" cy="202" rx="9" ry="10" />
      </g>
      <g fill="#0b0c0e">
        <ellipse cx="491" cy="202" rx="3" ry="9" />
        <ellipse cx="529" cy="202" rx="3" ry="9" />
      </g>
      <path d="M506 222h8l-4 5z" fill="#b98078" />
      <Seen x={96} y={88} width={106} height={308} name="bottle" labelWidth={80} colour={classColour(44).css} />
      <Seen x={210} y={176} width={92} height={228} name="bottle" labelWidth={80} colour={classColour(44).css} />
      <Seen x={308} y={302} width={124} height={112} name="cup" labelWidth={58} colour={classColour(47).css} />
      <Seen x={438} y={126} width={188} height={274} name="cat" labelWidth={52} colour={classColour(17).css} />
    </svg>
  );
}

interface SeenProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly name: string;
  readonly labelWidth: number;
  readonly colour: string;
}

function Seen({ x, y, width, height, name, labelWidth, colour }: SeenProps) {
  return (
    <g className={styles.seen}>
      <rect x={x} y={y} width={width} height={height} rx="12" fill="none" stroke={colour} strokeWidth="3.5" />
      <rect x={x} y={y - 30} width={labelWidth} height="27" rx="8" fill={colour} />
      <text x={x + labelWidth / 2} y={y - 11} textAnchor="middle" fill={ON_CLASS_COLOUR} fontSize="17" fontWeight="640">{name}</text>
    </g>
  );
}
