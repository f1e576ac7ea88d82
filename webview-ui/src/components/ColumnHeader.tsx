/** One column's head: a button that sorts and a handle that sets the width, by pointer or by Shift and the arrow keys. */
import type { VNode } from 'preact';
import { clampWidth, type Sort } from '../state/columns.ts';
import { text } from '../strings.ts';
import { Icon } from './Icon.tsx';

interface ColumnHeaderProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly sort: Sort | null;
  /** The rows will be sorted by this column as soon as its values are there. */
  readonly isPending: boolean;
  /** Null for the first column, which takes the rest. */
  readonly widthPx: number | null;
  readonly columnIndex: number;
  onSort(): void;
  onWidth(widthPx: number): void;
}

const KEY_STEP_PX = 16;

export function ColumnHeader({ id, label, hint, sort, isPending, widthPx, columnIndex, onSort, onWidth }: ColumnHeaderProps): VNode {
  const sorted = sort?.by === id ? (sort.ascending ? 'ascending' : 'descending') : 'none';
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    if (!event.shiftKey) focusNeighbour(event.currentTarget as HTMLElement, event.key === 'ArrowLeft' ? -1 : 1);
    else if (widthPx !== null) onWidth(clampWidth(widthPx + (event.key === 'ArrowLeft' ? KEY_STEP_PX : -KEY_STEP_PX)));
  };
  return (
    <div role="columnheader" class={`column-head ${widthPx === null ? '' : 'numeric'}`} aria-sort={sorted} aria-colindex={columnIndex}>
      {widthPx !== null && <ResizeHandle widthPx={widthPx} onWidth={onWidth} />}
      <button
        type="button"
        class="sort"
        title={`${isPending ? text('sortsLater', label) : (hint ?? text('sortBy', label))}${widthPx === null ? '' : `\n${text('resizeHint')}`}`}
        aria-keyshortcuts={widthPx === null ? undefined : 'Shift+ArrowLeft Shift+ArrowRight'}
        tabIndex={columnIndex === 1 ? 0 : -1}
        onClick={onSort}
        onKeyDown={onKeyDown}
      >
        <span class="column-label">{label}</span>
        {isPending && <Icon name="clockface" />}
        {sorted !== 'none' && <Icon name={sorted === 'ascending' ? 'arrow-up' : 'arrow-down'} />}
      </button>
    </div>
  );
}

/** The heads are one tab stop; arrows move between them. */
function focusNeighbour(button: HTMLElement, step: -1 | 1): void {
  const buttons = [...(button.closest('[role="row"]')?.querySelectorAll<HTMLElement>('button.sort') ?? [])];
  buttons[buttons.indexOf(button) + step]?.focus();
}

/** On the left edge: the columns stand at the right, so dragging to the left widens. For the pointer; keys are the button's. */
function ResizeHandle({ widthPx, onWidth }: { readonly widthPx: number; onWidth(widthPx: number): void }): VNode {
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    const move = (to: PointerEvent): void => onWidth(clampWidth(widthPx + event.clientX - to.clientX));
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
  };
  return <div class="column-handle" onPointerDown={onPointerDown} />;
}
