/** A codicon. Decoration only: what it means is said in words next to it or in its button's label. */
import type { VNode } from 'preact';

export function Icon({ name, extraClass = '' }: { readonly name: string; readonly extraClass?: string }): VNode {
  return <span class={`codicon codicon-${name} ${extraClass}`} aria-hidden="true" />;
}

interface IconButtonProps {
  readonly icon: string;
  readonly label: string;
  /** For buttons that stay down. */
  readonly pressed?: boolean;
  /** -1 for buttons that the keyboard reaches in another way. */
  readonly tabIndex?: number;
  onClick(event: MouseEvent): void;
}

export function IconButton({ icon, label, pressed, tabIndex, onClick }: IconButtonProps): VNode {
  return (
    <button type="button" class="icon-button" title={label} aria-label={label} aria-pressed={pressed} tabIndex={tabIndex} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
