/** Cells with numbers: exact ones as DevTools shows them, with the share of the whole beside and the rounded size in the tooltip. */
import type { VNode } from 'preact';
import { formatCount, formatDelta, formatShare, formatSize } from '../state/format.ts';
import { text } from '../strings.ts';
import { usePanel } from './panelContext.ts';

interface NumberProps {
  readonly value: number;
  /** Show the share of this whole. */
  readonly whole?: number;
  readonly isBytes?: boolean;
  /** Show a sign, and colours for more and less. */
  readonly isDelta?: boolean;
}

/** Stands for a number that a later stage of the analysis brings, or would have brought. */
export function PendingCell(): VNode {
  const { isComing } = usePanel();
  const words = text(isComing ? 'stillComputed' : 'notComputed');
  return (
    <span class={`pending ${isComing ? '' : 'pending-stopped'}`} title={words}>
      <span class="visually-hidden">{words}</span>
    </span>
  );
}

export function NumberCell({ value, whole, isBytes = false, isDelta = false }: NumberProps): VNode {
  const { showsPercent, showsUnits } = usePanel();
  const exact = isDelta ? formatDelta(value, formatCount) : formatCount(value);
  const rounded = isDelta ? formatDelta(value, formatSize) : formatSize(value);
  return (
    <>
      <span class={isDelta && value !== 0 ? (value > 0 ? 'more' : 'less') : ''} title={isBytes ? (showsUnits ? `${exact} B` : rounded) : undefined}>
        {isBytes && showsUnits ? rounded : exact}
      </span>
      {whole !== undefined && showsPercent && <span class="share">{formatShare(value, whole)}</span>}
    </>
  );
}
