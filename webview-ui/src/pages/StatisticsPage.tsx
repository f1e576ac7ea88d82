/** What the bytes of the capture are made of: DevTools' categories as a ring and a table. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { HeapSummary, StatisticsRow } from '../../../analyzer/protocol/rows.ts';
import { EmptyNote, ErrorNote } from '../components/Notices.tsx';
import { NumberCell } from '../components/numbers.tsx';
import { usePanel } from '../components/panelContext.ts';
import { formatSize } from '../state/format.ts';
import { text } from '../strings.ts';

interface Statistics {
  readonly rows: readonly StatisticsRow[];
  readonly totalBytes: number;
}

export function StatisticsPage({ capture }: { readonly capture: HeapSummary }): VNode {
  const { ask } = usePanel();
  const [statistics, setStatistics] = useState<Statistics | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setError(null);
    ask('heap/statistics', { handle: capture.handle }, abort.signal).then(setStatistics, (reason: unknown) => abort.signal.aborted || setError(reason));
    return () => abort.abort();
  }, [capture.handle, tries]);

  if (error !== null) return <ErrorNote error={error} onRetry={() => setTries(tries + 1)} />;
  if (statistics === null) return <EmptyNote>{text('loading')}</EmptyNote>;
  return (
    <div class="statistics" tabIndex={0} role="group" aria-label={text('statistics')}>
      <Ring {...statistics} />
      <Legend {...statistics} />
    </div>
  );
}

/** Circumference 100, so that a slice's length is its percentage. */
const RADIUS = 100 / (2 * Math.PI);

function Ring({ rows, totalBytes }: Statistics): VNode {
  let before = 0;
  const slices = rows.map(({ id, bytes }) => {
    const share = totalBytes > 0 ? (100 * bytes) / totalBytes : 0;
    const slice = <circle key={id} class={`slice slice-${id}`} cx="21" cy="21" r={RADIUS} stroke-dasharray={`${share} ${100 - share}`} stroke-dashoffset={25 - before} />;
    before += share;
    return slice;
  });
  return (
    <svg class="ring" viewBox="0 0 42 42" role="img" aria-label={text('statisticsLabel', formatSize(totalBytes))}>
      <circle class="ring-ground" cx="21" cy="21" r={RADIUS} />
      {slices}
      <text class="ring-total" x="21" y="21">
        {formatSize(totalBytes)}
      </text>
      <text class="ring-caption" x="21" y="25">
        {text('total')}
      </text>
    </svg>
  );
}

function Legend({ rows, totalBytes }: Statistics): VNode {
  return (
    <table class="legend">
      <thead>
        <tr>
          <th scope="col">{text('category')}</th>
          <th scope="col" class="numeric">
            {text('size')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, bytes }) => (
          <tr key={id}>
            <th scope="row">
              <span class={`swatch swatch-${id}`} />
              {text(`statistics.${id}`)}
            </th>
            <td class="numeric">
              <NumberCell value={bytes} whole={totalBytes} isBytes />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{text('total')}</th>
          <td class="numeric">
            <NumberCell value={totalBytes} whole={totalBytes} isBytes />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
