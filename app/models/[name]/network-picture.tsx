import { scaleSqrt } from 'd3-scale';
import type { Card } from '../../../models/artifact/card';
import { atSize, inputSizes } from '../../../models/artifact/input-size';
import { countMultiplyAdds } from '../../../models/graph/costs';
import { counted } from '../../../models/graph/format-count';
import type { OperationKind } from '../../../models/graph/kinds';
import { traceModel } from '../../../models/graph/trace-model';
import { Command } from '../command';
import { billions } from '../figures';
import layout from '../layout.module.css';
import table from '../table.module.css';
import { describeNetwork, MEASURES, stackedBar, type Amounts, type DescribedNetwork, type Measure, type Work } from './describe-network';
import { LayerTable } from './layer-table';
import { NetworkBars } from './network-bars';
import styles from './network-picture.module.css';

/** The one long word may break where there is little room. */
const MEASURE_NAMES: Readonly<Record<Measure, string>> = { multiplyAdds: 'Multiply-adds', parameters: 'Param\u00ADeters', bytes: 'Memory moved' };

/** What they are called, and which of the colours is theirs. */
const KINDS: Readonly<Record<OperationKind, { readonly name: string; readonly series: number | 'rest' }>> = {
  pointwise: { name: '1 × 1 convolutions', series: 1 },
  depthwise: { name: 'Depthwise convolutions', series: 2 },
  product: { name: 'Matrix products', series: 3 },
  convolution: { name: 'Wider convolutions', series: 4 },
  other: { name: 'Everything else', series: 'rest' },
};

/** What follows the last layer has no name in the code. */
const ANSWER = 'answer';

/**
 * What a network does to a picture, from top to bottom, and where its arithmetic, parameters and memory traffic lie. The
 * network is recorded from its code when the page is made, so that the picture cannot be out of date.
 */
export function NetworkPicture({ card }: { readonly card: Card }) {
  const network = describeNetwork(traceModel(card, undefined));
  const { width, height } = card.input;
  const others = inputSizes(card).filter((size) => size !== width || size !== height);
  return (
    <div className={layout.series}>
      <p className={styles.lead}>
        What becomes of one picture of {width} × {height} pixels, from top to bottom: a bar for each block of the network, {network.layers} layers in all, recorded from the network’s own code. Numbers in memory take four bytes.
        {others.length > 0 && ` Multiply-adds at other sizes: ${others.map((size) => `${billions(countMultiplyAdds(traceModel(atSize(card, size), undefined)))} at ${size}`).join(', ')}.`}
      </p>
      <ul className={`${layout.legend} ${styles.legend}`} aria-label="Colours">
        {network.kinds.map(([kind]) => <li key={kind} data-series={KINDS[kind].series}>{KINDS[kind].name}</li>)}
      </ul>
      <div className={table.scroller}>
        <table className={styles.network}>
          <caption className="visually-hidden">What each part of the network takes</caption>
          <thead>
            <tr>
              <td />
              <th scope="col"><span className="visually-hidden">Part</span></th>
              {MEASURES.map((measure) => <th key={measure} scope="col">{MEASURE_NAMES[measure]}</th>)}
            </tr>
          </thead>
          <tbody>
            <tr>
              <Shape sides={[height]} of={height} />
              <PartName name="Picture" shape={`${height} × ${width} × 3`} />
              <td colSpan={MEASURES.length} />
            </tr>
            {network.parts.map(({ name, shape, blocks, total }) => (
              <tr key={name}>
                <Shape sides={blocks.map(({ side }) => side)} of={height} />
                <PartName name={name} shape={shape} />
                {MEASURES.map((measure) => <Amount key={measure} measure={measure} total={total} rows={blocks} most={network.most[measure]} />)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              <th scope="row" className={styles.part}>In all</th>
              {MEASURES.map((measure) => <Amount key={measure} measure={measure} total={network.total} rows={[{ ...network, path: 'in all' }]} most={network.total[measure]} />)}
            </tr>
          </tfoot>
        </table>
      </div>
      <details className={layout.more}>
        <summary>Layer by layer</summary>
        <LayerTable groups={layerGroups(network)} />
      </details>
      <p className={styles.caption}>The same with times, measured where it runs:</p>
      <Command text={`npm run inspect -- ${card.name}`} />
    </div>
  );
}

function PartName({ name, shape }: { readonly name: string; readonly shape: string }) {
  return <th scope="row" className={styles.part}>{name}<span>{shape}</span></th>;
}

/** How large the picture is that each block gives, like the network's silhouette. */
function Shape({ sides, of }: { readonly sides: readonly (number | undefined)[]; readonly of: number }) {
  const width = scaleSqrt([0, of], [0, 1]);
  return <td className={styles.shape}><NetworkBars bars={sides.map((side) => ['', side === undefined ? [] : [['rest', percent(0.5 - width(side) / 2), percent(width(side))]]])} /></td>;
}

interface AmountProps {
  readonly measure: Measure;
  readonly total: Amounts;
  readonly rows: readonly (Work & { readonly path: string })[];
  /** What takes the whole width. */
  readonly most: number;
}

/** A number, and below it a bar for each row in the colours of its kinds. */
function Amount({ measure, total, rows, most }: AmountProps) {
  return (
    <td>
      <span className={styles.amount}>{show(total, measure)}</span>
      <NetworkBars bars={rows.map((row) => [
        `${row.path || ANSWER}: ${show(row.total, measure)}`,
        stackedBar(row, measure, most).map(({ kind, start, length }) => [KINDS[kind].series, percent(start), percent(length)]),
      ])} />
    </td>
  );
}

/** Of a fraction. */
const percent = (fraction: number): number => Number((100 * fraction).toFixed(1));

const show = (amounts: Amounts, measure: Measure): string => counted(amounts[measure], measure === 'bytes' ? 'B' : '');

const layerGroups = ({ parts }: DescribedNetwork) => parts.flatMap(({ blocks }) => blocks.map(({ path, layers }) =>
  [path || ANSWER, layers.map(({ name, shape, amounts }) => [name, shape, ...MEASURES.map((measure) => (amounts[measure] === 0 ? '–' : show(amounts, measure)))])] as const));
