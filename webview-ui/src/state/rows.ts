/** One row of any tree of the panel, and what it is called: the four kinds of rows that the analyzer gives, told apart. */
import type { NodeKind } from '../../../analyzer/protocol/kinds.ts';
import type { ClassRow, DiffRow, EdgeRow, NodeRow, SourceLocation } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';

export type TreeRow =
  | { readonly type: 'class'; readonly id: string; readonly row: ClassRow }
  | { readonly type: 'diff'; readonly id: string; readonly row: DiffRow }
  | { readonly type: 'node'; readonly id: string; readonly handle: CaptureHandle; readonly node: NodeRow; readonly change: 'added' | 'removed' | null }
  | { readonly type: 'edge'; readonly id: string; readonly handle: CaptureHandle; readonly node: NodeRow; readonly edge: EdgeRow; readonly direction: 'child' | 'retainer' };

/** How a value is coloured: as the Debug views colour theirs. */
export type ValueTone = 'string' | 'number' | 'function' | 'plain' | 'internal';

export function classTreeRow(row: ClassRow): TreeRow {
  return { type: 'class', id: `c${row.classKey}`, row };
}

export function diffTreeRow(row: DiffRow): TreeRow {
  return { type: 'diff', id: `c${row.classKey}`, row };
}

export function nodeTreeRow(node: NodeRow, handle: CaptureHandle, change: 'added' | 'removed' | null = null): TreeRow {
  return { type: 'node', id: `${change === 'removed' ? 'r' : 'n'}${node.node}`, handle, node, change };
}

/** An object may be reached by several edges: the edge names the row. */
export function edgeTreeRow(edge: EdgeRow, handle: CaptureHandle, direction: 'child' | 'retainer'): TreeRow {
  return { type: 'edge', id: `e${edge.edge}`, handle, node: edge.node, edge, direction };
}

/** The object of the row; null for a constructor. */
export function nodeOf(row: TreeRow): NodeRow | null {
  return row.type === 'node' || row.type === 'edge' ? row.node : null;
}

/** The line to open for a row: of the very reference where it is known, else of the object. */
export function locationOf(row: TreeRow): SourceLocation | null {
  if (row.type === 'edge') return row.edge.location ?? row.node.location;
  return row.type === 'node' ? row.node.location : row.row.location;
}

/** The row as plain words: for type-ahead, screen readers and "Copy name". */
export function nameOf(row: TreeRow): string {
  if (row.type === 'class' || row.type === 'diff') return row.row.name;
  return row.type === 'edge' ? edgeLabel(row.edge.edgeKind, row.edge.edgeName) : valueText(row.node);
}

/** An element's index stands in brackets, as in DevTools. */
export function edgeLabel(kind: EdgeRow['edgeKind'], name: string): string {
  return kind === 'element' || kind === 'hidden' ? `[${name}]` : name;
}

/** `"text"`, `/pattern/`, `name()`, `Array`: what DevTools writes for an object. */
export function valueText({ kind, name }: NodeRow): string {
  switch (kind) {
    case 'string':
    case 'concatenated string':
    case 'sliced string':
      return `"${name}"`;
    case 'regexp':
      return `/${name}/`;
    case 'closure':
      return `${name}()`;
    case 'array':
      return `${name}[]`;
    default:
      return name === '' ? `(${kind})` : name;
  }
}

export function toneOf(kind: NodeKind): ValueTone {
  switch (kind) {
    case 'string':
    case 'concatenated string':
    case 'sliced string':
    case 'regexp':
    case 'symbol':
      return 'string';
    case 'number':
    case 'bigint':
      return 'number';
    case 'closure':
      return 'function';
    case 'hidden':
    case 'code':
    case 'synthetic':
    case 'object shape':
    case 'array':
      return 'internal';
    default:
      return 'plain';
  }
}
