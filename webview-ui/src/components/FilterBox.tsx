/** The filter of a page: waits for a pause in typing; Escape clears; Enter on `@id` goes to that object. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../strings.ts';
import { TextField } from './elements.ts';
import { IconButton } from './Icon.tsx';

interface FilterBoxProps {
  readonly value: string;
  onFilter(filter: string): void;
  onNodeId(nodeId: number): void;
  /** Down goes from the box to the rows. */
  onLeave(): void;
}

const PAUSE_MS = 180;
const NODE_ID = /^\s*@\s*(\d{1,10})\s*$/;

export function FilterBox({ value, onFilter, onNodeId, onLeave }: FilterBoxProps): VNode {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    // An id is a place to go to, not a part of a name.
    if (typed === value || typed.trimStart().startsWith('@')) return;
    const timer = setTimeout(() => onFilter(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useFindKey();
  const clear = (): void => {
    setTyped('');
    onFilter('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const id = NODE_ID.exec(typed);
    if (event.key === 'Escape' && typed !== '') clear();
    else if (event.key === 'Enter' && id) onNodeId(Number(id[1]));
    else if (event.key === 'Enter') onFilter(typed);
    else if (event.key === 'ArrowDown') onLeave();
    else return;
    event.preventDefault();
  };
  return (
    <div class="filter">
      <TextField label={text('filterLabel')} placeholder={text('filterConstructors')} value={typed} onInput={setTyped} onKeyDown={onKeyDown} />
      {typed !== '' && <IconButton icon="close" label={text('clearFilter')} onClick={clear} />}
    </div>
  );
}

/** Ctrl+F goes to the filter, as in VS Code's own lists. */
function useFindKey(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      document.querySelector<HTMLElement>('.filter vscode-textfield')?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
