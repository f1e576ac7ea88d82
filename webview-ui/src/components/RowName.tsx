/** The first cell's words, as DevTools writes them: `name :: value @id`. Heap strings only ever become text nodes. */
import type { VNode } from 'preact';
import type { NodeRow } from '../../../analyzer/protocol/rows.ts';
import { edgeLabel, toneOf, valueText, type TreeRow } from '../state/rows.ts';
import { text } from '../strings.ts';

export function RowName({ row, isCycle }: { readonly row: TreeRow; readonly isCycle: boolean }): VNode {
  if (row.type === 'class' || row.type === 'diff') return <span class="name-class">{row.row.name}</span>;
  return (
    <>
      {row.type === 'node' && row.change && <span class={`badge badge-${row.change}`}>{text(row.change)}</span>}
      {row.type === 'edge' && (
        <>
          <span class={`name-edge edge-${row.edge.edgeKind}`}>{edgeLabel(row.edge.edgeKind, row.edge.edgeName)}</span>
          <span class="dim">{row.direction === 'child' ? ' :: ' : text('inRetainer')}</span>
        </>
      )}
      <NodeName node={row.node} />
      {isCycle && (
        <span class="badge" title={text('cycleHint')}>
          {text('cycle')}
        </span>
      )}
    </>
  );
}

export function NodeName({ node }: { readonly node: NodeRow }): VNode {
  return (
    <>
      <span class={`value tone-${toneOf(node.kind)}`}>{valueText(node)}</span>
      <span class="dim"> @{node.nodeId}</span>
      {node.detached && (
        <span class="badge" title={text('detachedHint')}>
          {text('detached')}
        </span>
      )}
    </>
  );
}
