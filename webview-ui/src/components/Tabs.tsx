/** A row of tabs, as in VS Code's panel titles. One tab stop; arrows, Home and End move between them. */
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';

interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly label: string }[];
  readonly current: Id;
  /** Id of the element that the tabs show. */
  readonly panelId: string;
  onChange(id: Id): void;
}

export function Tabs<Id extends string>({ label, tabs, current, panelId, onChange }: TabsProps<Id>): VNode {
  const element = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = tabs.findIndex(({ id }) => id === current);
    const moves: Record<string, number> = { ArrowRight: index + 1, ArrowLeft: index - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[to % tabs.length]!;
    onChange(tab.id);
    element.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to % tabs.length]?.focus();
  };
  return (
    <div ref={element} class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label: name }) => (
        <button key={id} type="button" role="tab" class="tab" id={`${panelId}-tab-${id}`} aria-selected={id === current} aria-controls={panelId} tabIndex={id === current ? 0 : -1} onClick={() => onChange(id)}>
          {name}
        </button>
      ))}
    </div>
  );
}
