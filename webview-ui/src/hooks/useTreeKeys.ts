/** Turns key presses in a tree into changes of its store: the DOM end of state/keyboard.ts. */
import { useRef } from 'preact/hooks';
import { commandOf, typeAhead, TYPE_PAUSE_MS, type TreeCommand } from '../state/keyboard.ts';
import { nameOf, type TreeRow } from '../state/rows.ts';
import { openKey, placeOf, refAt, rowAt, rowCount } from '../state/treeModel.ts';
import { selectedPlace, type TreeStore } from '../state/treeStore.ts';

export interface TreeKeyActions {
  /** Scrolls so that the row is in view. */
  showPlace(place: number): void;
  openSource(row: TreeRow, beside: boolean): void;
  openMenu(row: TreeRow, place: number): void;
  copy(row: TreeRow): void;
}

export function useTreeKeys(store: TreeStore<TreeRow>, pageRows: number, actions: TreeKeyActions): (event: KeyboardEvent) => void {
  const typed = useRef({ text: '', atMs: 0 });

  const selectPlace = (place: number): void => {
    store.select(refAt(store.state().tree, place));
    actions.showPlace(place);
  };
  const type = (letter: string): void => {
    const { tree } = store.state();
    const now = Date.now();
    const before = now - typed.current.atMs < TYPE_PAUSE_MS ? typed.current.text : '';
    // The same letter again and again steps through what starts with it.
    const prefix = before === letter ? letter : before + letter;
    typed.current = { text: prefix, atMs: now };
    const found = typeAhead(prefix, selectedPlace(store.state()), rowCount(tree), (place) => {
      const row = rowAt(tree, refAt(tree, place));
      return row && nameOf(row).replace(/^["[(/]/, '');
    });
    if (found >= 0) selectPlace(found);
  };

  const run = (command: TreeCommand): void => {
    const { tree, selected } = store.state();
    if (command.do === 'move') return selectPlace(command.to);
    if (command.do === 'type') return type(command.text);
    const row = selected && rowAt(tree, selected);
    if (!selected || !row) return;
    switch (command.do) {
      case 'open':
        return store.open(selected);
      case 'close':
        return store.close(selected);
      case 'toggle':
        return openKey(tree, selected) === undefined ? store.open(selected) : store.close(selected);
      case 'firstChild':
        return selectPlace(placeOf(tree, selected) + 1);
      case 'parent': {
        const parent = tree.lists.get(selected.list)?.parent;
        return parent ? selectPlace(placeOf(tree, parent)) : undefined;
      }
      case 'source':
      case 'sourceBeside':
        return actions.openSource(row, command.do === 'sourceBeside');
      case 'menu':
        return actions.openMenu(row, placeOf(tree, selected));
      case 'copy':
        return actions.copy(row);
    }
  };

  return (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { tree, selected } = store.state();
    const isOpen = selected !== null && openKey(tree, selected) !== undefined;
    const command = commandOf(event, { place: selectedPlace(store.state()), rowCount: rowCount(tree), pageRows, isOpen, canOpen: selected !== null && store.canOpen(selected) });
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    run(command);
  };
}
