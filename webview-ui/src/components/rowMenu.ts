/** What can be done with a row. */
import { locationOf, nameOf, nodeOf, type TreeRow } from '../state/rows.ts';
import { text } from '../strings.ts';
import { usePanel, type MenuItem, type MenuItems, type PanelTools } from './panelContext.ts';

export function useRowMenu(): (row: TreeRow, x: number, y: number) => void {
  const panel = usePanel();
  return (row, x, y) => panel.openMenu(x, y, itemsFor(row, panel));
}

function itemsFor(row: TreeRow, { openSource, copy, revealInSummary, focusDetail, handle }: PanelTools): MenuItems {
  const location = locationOf(row);
  const node = nodeOf(row);
  const open: MenuItem[] = location
    ? [
        { label: text('openSource'), keys: 'Enter', run: () => openSource(location, false) },
        { label: text('openSourceBeside'), keys: 'Ctrl+Enter', run: () => openSource(location, true) },
      ]
    : [];
  const go: MenuItem[] = [];
  if (node) {
    go.push({ label: text('showRetainers'), run: () => focusDetail('retainers') }, { label: text('pathToRoot'), run: () => focusDetail('path') });
    // Only the capture that the panel is about has a Summary here.
    if ((row.type === 'node' || row.type === 'edge') && row.handle === handle) go.push({ label: text('revealInSummary'), run: () => revealInSummary(node) });
  }
  const copies: MenuItem[] = [{ label: text('copyName'), keys: 'Ctrl+C', run: () => copy(nameOf(row)) }];
  if (node) copies.push({ label: text('copyId'), run: () => copy(`@${node.nodeId}`) });
  return [open, go, copies].filter((group) => group.length > 0).flatMap((group, index) => (index === 0 ? group : [null, ...group]));
}
