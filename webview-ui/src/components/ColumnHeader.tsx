/** One column's head: a button that sorts and a handle that sets the width, by pointer or by arrow keys. */
import type { VNode } from 'preact';
import { clampWidth, MAX_COLUMN_PX, MIN_COLUMN_PX, type Sort } from '../state/columns.ts';
import { text } from '../strings.ts';
import { Icon } from './Icon.tsx';

interface ColumnHeaderProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly sort: Sort | null;
  /** Null for the first column, which takes the rest. */
  readonly widthPx: number | null;
  readonly columnIndex: number;
  onSort(): void;
  onWidth(widthPx: number): void;
}

const KEY_STEP_PX = 16;

export function ColumnHeader({ id, label, hint, sort, widthPx, columnIndex, onSort, onWidth }: ColumnHeaderProps): VNode {
  const sorted = sort?.by === id ? (sort.ascending ? 'ascending' : 'descending') : 'none';
  return (
    <div role="columnheader" class={`column-head ${widthPx === null ? '' : 'numeric'}`} aria-sort={sorted} aria-colindex={columnIndex}>
      {widthPx !== null && <ResizeHandle label={label} widthPx={widthPx} onWidth={onWidth} />}
      <button type="button" class="sort" title={hint ?? text('sortBy', label)} onClick={onSort}>
        <span class="column-label">{label}</span>
        {sorted !== 'none' && <Icon name={sorted === 'ascending' ? 'arrow-up' : 'arrow-down'} />}
      </button>
    </div>
  );
}

/** On the left edge: the columns stand at the right, so dragging to the left widens. */
function ResizeHandle({ label, widthPx, onWidth }: { readonly label: string; readonly widthPx: number; onWidth(widthPx: number): void }): VNode {
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    const move = (to: PointerEvent): void => onWidth(clampWidth(widthPx + event.clientX - to.clientX));
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowLeft' ? KEY_STEP_PX : event.key === 'ArrowRight' ? -KEY_STEP_PX : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onWidth(clampWidth(widthPx + step));
  };
  return (
    <div
      class="column-handle"
      role="separator"
      aria-orientation="vertical"
      aria-label={text('resizeColumn', label)}
      aria-valuenow={widthPx}
      aria-valuemin={MIN_COLUMN_PX}
      aria-valuemax={MAX_COLUMN_PX}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
