import { ENGINE_NAMES } from '../../looker/engine-names';
import { labelFont } from '../../overlay/labels';
import { letterOf, nameOf } from '../variants';
import { rowsOf, type FiguresTableProps } from './figures-table';
import type { DeviceDescription } from './results';

const WIDTH = 1080;
const MARGIN = 56;
const ROW = 46;
const HEAD = 150;
const FOOT = 96;
const NAME = 40;
/** Colours of the dark theme; a picture goes where no theme is. */
const COLOURS = { ground: '#15171a', text: '#f4f3f0', soft: '#a9adb3', line: '#303338', series: ['#ffbe55', '#4fc4b6', '#a996f7', '#f2845f'], onSeries: '#1d1203' };

interface Writing {
  readonly size?: number;
  readonly weight?: number;
  readonly colour?: string;
  readonly align?: CanvasTextAlign;
  /** Pixels that it may take. */
  readonly most?: number;
}

/** The figures as a picture to share: what was compared, on which device, browser and engine. */
export function drawResults(props: FiguresTableProps & { readonly device: DeviceDescription; readonly measuredOn: string; readonly now: Date }): HTMLCanvasElement {
  const { variants, figures, device, measuredOn, now } = props;
  const rows = rowsOf(props).filter(({ values }) => values.some((value) => value !== undefined));
  const canvas = document.createElement('canvas');
  const namesHeight = variants.length * NAME;
  canvas.width = WIDTH;
  canvas.height = HEAD + namesHeight + 64 + rows.length * ROW + FOOT;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const write = (text: string, x: number, y: number, { size = 24, weight = 400, colour = COLOURS.text, align, most = WIDTH - 2 * MARGIN }: Writing = {}) => {
    context.font = labelFont(size, weight);
    context.fillStyle = colour;
    context.textAlign = align ?? 'left';
    context.fillText(text, x, y, most);
  };
  context.textBaseline = 'middle';
  context.fillStyle = COLOURS.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  write('Models compared', MARGIN, 66, { size: 44, weight: 720 });
  write(`On ${measuredOn}, ${now.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}`, MARGIN, 112, { colour: COLOURS.soft });
  const badge = (index: number, x: number, y: number) => {
    context.fillStyle = COLOURS.series[index] ?? COLOURS.soft;
    context.beginPath();
    context.roundRect(x, y - 16, 34, 32, 8);
    context.fill();
    write(letterOf(index), x + 17, y + 1, { weight: 680, colour: COLOURS.onSeries, align: 'center' });
  };
  variants.forEach((variant, index) => {
    const y = HEAD + index * NAME + NAME / 2;
    badge(index, MARGIN, y);
    write(nameOf(variant), MARGIN + 50, y, { most: WIDTH - 2 * MARGIN - 50 });
  });
  const column = (index: number) => WIDTH - MARGIN - (variants.length - 1 - index) * 165;
  const top = HEAD + namesHeight + 64;
  variants.forEach((_, index) => badge(index, column(index) - 34, top - 30));
  rows.forEach(({ name, values }, row) => {
    const y = top + row * ROW + ROW / 2;
    context.fillStyle = COLOURS.line;
    context.fillRect(MARGIN, y - ROW / 2, WIDTH - 2 * MARGIN, 1);
    write(name, MARGIN, y, { colour: COLOURS.soft, most: column(0) - MARGIN - 120 });
    values.forEach((value, index) => write(value ?? '–', column(index), y, { align: 'right', weight: 560, most: 155 }));
  });
  const engines = [...new Set(figures.flatMap(({ opened }) => (opened === undefined ? [] : [`${ENGINE_NAMES[opened.engine.name].short} (${opened.engine.detail})`])))];
  write(`${device.browser} on ${device.platform}, ${device.cores} cores · ${engines.join(', ')}`, MARGIN, canvas.height - 58, { size: 22, colour: COLOURS.soft });
  write('Fovea', WIDTH - MARGIN, 66, { size: 28, weight: 680, colour: COLOURS.series[0] ?? COLOURS.text, align: 'right' });
  return canvas;
}
