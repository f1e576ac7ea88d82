/** One row of a tree: loaded, still on its way, or failed. */
import type { VNode } from 'preact';
import type { HeaplineErrorData } from '../../../analyzer/protocol/errors.ts';
import { locationOf, nameOf, type TreeRow } from '../state/rows.ts';
import { text } from '../strings.ts';
import { Icon, IconButton } from './Icon.tsx';
import { LocationLink } from './LocationLink.tsx';
import { RowName } from './RowName.tsx';
import type { TreeColumn } from './treeColumns.tsx';

/** Rows are this high; the style sheet has the same number. */
export const ROW_PX = 22;
const INDENT_PX = 12;
const MAX_INDENTS = 40;

export interface TreeRowProps {
  readonly id: string;
  readonly topPx: number;
  readonly row: TreeRow | undefined;
  readonly error: HeaplineErrorData | undefined;
  readonly place: number;
  readonly level: number;
  /** Length of its list; -1 when unknown, as ARIA has it. */
  readonly setSize: number;
  readonly indexInSet: number;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly canOpen: boolean;
  readonly isCycle: boolean;
  readonly columns: readonly TreeColumn[];
  onClick(event: MouseEvent): void;
  onDoubleClick(): void;
  onToggle(): void;
  onMenu(event: MouseEvent): void;
  onRetry(): void;
}

export function TreeRowView(props: TreeRowProps): VNode {
  const { id, topPx, row, place, level, setSize, indexInSet, isSelected, isOpen, canOpen, columns, onClick, onDoubleClick, onMenu } = props;
  return (
    <div
      id={id}
      role="row"
      class={`row ${isSelected ? 'selected' : ''} ${row?.type === 'node' && row.change ? row.change : ''}`}
      style={{ top: `${topPx}px` }}
      aria-level={level}
      aria-setsize={setSize}
      aria-posinset={indexInSet}
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      aria-expanded={isOpen || canOpen ? isOpen : undefined}
      aria-busy={row === undefined && !props.error}
      onClick={onClick}
      onDblClick={onDoubleClick}
      onContextMenu={onMenu}
    >
      <NameCell {...props} />
      {columns.map((column, index) => (
        <div key={column.id} role="gridcell" class="cell numeric" aria-colindex={index + 2}>
          {row ? column.cell(row) : null}
        </div>
      ))}
    </div>
  );
}

function NameCell({ row, error, level, indexInSet, isOpen, canOpen, isCycle, onToggle, onMenu, onRetry }: TreeRowProps): VNode {
  const location = row && locationOf(row);
  const onTwistie = (event: MouseEvent): void => {
    event.stopPropagation();
    onToggle();
  };
  return (
    <div role="gridcell" class="cell name" aria-colindex={1}>
      <span class="indent" style={{ width: `${Math.min(level - 1, MAX_INDENTS) * INDENT_PX}px` }} />
      <span class="twistie" aria-hidden="true" onClick={canOpen || isOpen ? onTwistie : undefined}>
        {(canOpen || isOpen) && <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />}
      </span>
      {row ? (
        <>
          <span class="name-text" title={nameOf(row)}>
            <RowName row={row} isCycle={isCycle} />
          </span>
          <span class="row-end">
            {location && <LocationLink location={location} inRow />}
            <span class="row-actions" aria-hidden="true">
              <IconButton icon="ellipsis" label={text('actions')} tabIndex={-1} onClick={onMenu} />
            </span>
          </span>
        </>
      ) : error ? (
        <span class="row-error">
          <Icon name="error" />
          <span class="error-text" title={error.message}>
            {text('notShown', error.message)}
          </span>
          <button type="button" class="link" onClick={onRetry}>
            {text('retry')}
          </button>
        </span>
      ) : (
        <span class="placeholder" aria-label={text('loadedRow', indexInSet)} />
      )}
    </div>
  );
}
