/** VS Code's look for the few form elements that the panel has: typed wrappers of @vscode-elements' custom elements. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { h, type ComponentChildren, type VNode } from 'preact';

interface TextFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  onInput(value: string): void;
  onKeyDown(event: KeyboardEvent): void;
  readonly children?: ComponentChildren;
}

export function TextField({ onInput, children, ...props }: TextFieldProps): VNode {
  return h('vscode-textfield', { ...props, onInput: (event: Event) => onInput((event.target as HTMLInputElement).value) } as object, children);
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly description?: string }[];
  onChange(value: string): void;
}

export function Select({ label, value, options, onChange }: SelectProps): VNode {
  const choices = options.map((option) => h('vscode-option', { key: option.value, value: option.value, description: option.description ?? '', selected: option.value === value } as object, option.label));
  return h('vscode-single-select', { label, onChange: (event: Event) => onChange((event.target as HTMLSelectElement).value) } as object, choices);
}

interface ButtonProps {
  readonly secondary?: boolean;
  onClick(): void;
  readonly children: ComponentChildren;
}

export function Button({ children, ...props }: ButtonProps): VNode {
  return h('vscode-button', props as object, children);
}

/** `fraction` 0 … 1; null while it is not known. */
export function ProgressBar({ fraction, label = 'Loading' }: { readonly fraction: number | null; readonly label?: string }): VNode {
  return h('vscode-progress-bar', { 'aria-label': label, indeterminate: fraction === null, value: fraction === null ? undefined : fraction * 100, max: 100 } as object);
}
