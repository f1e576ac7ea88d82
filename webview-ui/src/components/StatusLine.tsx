/** The bottom line: where the selected row is, what is still being computed, and the totals of the capture. */
import type { VNode } from 'preact';
import type { HeapSummary } from '../../../analyzer/protocol/rows.ts';
import { formatCount, formatSize } from '../state/format.ts';
import { useTreeState } from '../hooks/useTreeState.ts';
import { nameOf, type TreeRow } from '../state/rows.ts';
import { ancestry } from '../state/treeModel.ts';
import type { TreeStore } from '../state/treeStore.ts';
import { text } from '../strings.ts';
import { AnalysisStatus, type Analyses } from './AnalysisStatus.tsx';
import { Icon } from './Icon.tsx';

/** Crumbs in the middle of a long way are left out. */
const MAX_CRUMBS = 6;

interface StatusLineProps {
  readonly capture: HeapSummary;
  readonly store: TreeStore<TreeRow> | null;
  readonly analyses: Analyses;
  /** Takes the focus from what is about to go. */
  giveFocusBack(): void;
}

export function StatusLine({ capture, store, analyses, giveFocusBack }: StatusLineProps): VNode {
  const { nodeCount, classCount, totalBytes, diagnostics } = capture;
  const losesData = diagnostics.some(({ severity }) => severity === 'dataLoss');
  return (
    <footer class="status-line">
      {store ? <Breadcrumbs store={store} /> : <span class="crumbs" />}
      <AnalysisStatus analyses={analyses} onGone={giveFocusBack} />
      {diagnostics.length > 0 && (
        <span class={`diagnostics ${losesData ? 'warning' : ''}`} title={diagnostics.map(({ sentence, count }) => `${sentence} (${formatCount(count)})`).join('\n')}>
          <Icon name={losesData ? 'warning' : 'info'} /> {losesData ? text('dataLoss') : text('diagnostics', diagnostics.length)}
        </span>
      )}
      <span class="totals">
        {text('totals', formatCount(nodeCount), formatCount(classCount))} · <span title={`${formatCount(totalBytes)} B`}>{text('totalSize', formatSize(totalBytes))}</span>
      </span>
    </footer>
  );
}

function Breadcrumbs({ store }: { readonly store: TreeStore<TreeRow> }): VNode {
  const { tree, selected } = useTreeState(store);
  const path = selected ? ancestry(tree, selected) : [];
  const shown = path.length <= MAX_CRUMBS ? path : [path[0]!, null, ...path.slice(1 - MAX_CRUMBS)];
  return (
    <nav class="crumbs" aria-label={text('breadcrumb')}>
      {shown.map((crumb, index) => (
        <span key={index} class="crumb">
          {index > 0 && <Icon name="chevron-right" />}
          {crumb === null ? (
            '…'
          ) : (
            <button type="button" onClick={() => void store.reveal(ancestry(tree, crumb.ref).map(({ ref, row }) => ({ index: ref.index, id: row.id })))}>
              {nameOf(crumb.row)}
              {(crumb.row.type === 'node' || crumb.row.type === 'edge') && <span class="dim"> @{crumb.row.node.nodeId}</span>}
            </button>
          )}
        </span>
      ))}
    </nav>
  );
}
