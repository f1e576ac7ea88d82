/** A menu at a point, as VS Code draws its own: arrows move, Enter runs, Escape or a click elsewhere closes and gives the focus back. */
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MenuItem, MenuItems } from './panelContext.ts';

export interface OpenMenu {
  readonly x: number;
  readonly y: number;
  readonly items: MenuItems;
  readonly label: string;
}

export function ContextMenu({ menu, onClose }: { readonly menu: OpenMenu; onClose(): void }): VNode {
  const element = useRef<HTMLDivElement>(null);
  const choices = menu.items.filter((item): item is MenuItem => item !== null);
  const [current, setCurrent] = useState(0);
  const [place, setPlace] = useState({ left: menu.x, top: menu.y });

  useLayoutEffect(() => {
    const { offsetWidth, offsetHeight } = element.current!;
    setPlace({ left: Math.max(0, Math.min(menu.x, window.innerWidth - offsetWidth - 4)), top: Math.max(0, Math.min(menu.y, window.innerHeight - offsetHeight - 4)) });
  }, [menu]);
  useLayoutEffect(() => element.current!.querySelectorAll<HTMLElement>('[role="menuitem"]')[current]?.focus(), [current, menu]);
  useEffect(() => {
    const onPointerDown = (event: PointerEvent): void => {
      if (!element.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener('pointerdown', onPointerDown, true);
    window.addEventListener('blur', onClose);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown, true);
      window.removeEventListener('blur', onClose);
    };
  }, []);

  const run = (item: MenuItem): void => {
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowDown: (current + 1) % choices.length, ArrowUp: (current + choices.length - 1) % choices.length, Home: 0, End: choices.length - 1 };
    if (event.key in moves) setCurrent(moves[event.key]!);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (event.key === 'Enter' || event.key === ' ') run(choices[current]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={element} class="menu" role="menu" aria-label={menu.label} style={{ left: `${place.left}px`, top: `${place.top}px` }} onKeyDown={onKeyDown} onContextMenu={(event) => event.preventDefault()}>
      {menu.items.map((item, index) =>
        item === null ? (
          <div key={index} class="menu-line" role="separator" />
        ) : (
          <div key={index} class="menu-item" role="menuitem" tabIndex={-1} onClick={() => run(item)} onPointerMove={() => setCurrent(choices.indexOf(item))}>
            <span>{item.label}</span>
            <span class="menu-keys">{item.keys}</span>
          </div>
        ),
      )}
    </div>
  );
}
