/** `server.ts:12`, which opens the editor there. Lines that are not on this machine are dimmed; the host then says what helps. */
import type { VNode } from 'preact';
import type { SourceLocation } from '../../../analyzer/protocol/rows.ts';
import { text } from '../strings.ts';
import { usePanel } from './panelContext.ts';

interface LocationLinkProps {
  readonly location: SourceLocation;
  /** In a tree the row is the tab stop, and Enter opens its line. */
  readonly inRow?: boolean;
}

export function LocationLink({ location, inRow = false }: LocationLinkProps): VNode {
  const { openSource } = usePanel();
  const { label, file, line, column, url } = location;
  const title = file === null ? text('noFile', url) : `${text('openLocation', `${file}:${line}:${column}`)}`;
  const onClick = (event: MouseEvent): void => {
    event.stopPropagation();
    openSource(location, event.ctrlKey || event.altKey || event.metaKey);
  };
  return (
    <button type="button" class={`location ${file === null ? 'location-missing' : ''}`} title={title} tabIndex={inRow ? -1 : 0} onClick={onClick}>
      {label}
    </button>
  );
}
