/** What stands in for content: an empty place, a failure with a way on, something long with a way out. */
import type { ComponentChildren, VNode } from 'preact';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { text } from '../strings.ts';
import { Button, ProgressBar } from './elements.ts';
import { Icon } from './Icon.tsx';

export function EmptyNote({ children }: { readonly children: ComponentChildren }): VNode {
  return <div class="empty-note">{children}</div>;
}

interface ErrorNoteProps {
  readonly error: unknown;
  onRetry?(): void;
  /** Shown for errors that a setting of the analyzer may cure. */
  onSettings?(): void;
}

export function ErrorNote({ error, onRetry, onSettings }: ErrorNoteProps): VNode {
  return (
    <div class="empty-note" role="alert">
      <ErrorLine error={error} />
      <span class="note-actions">
        {onRetry && <Button onClick={onRetry}>{text('retry')}</Button>}
        {onSettings && isCuredBySettings(error) && (
          <Button secondary onClick={onSettings}>
            {text('openSettings')}
          </Button>
        )}
      </span>
    </div>
  );
}

function isCuredBySettings(error: unknown): boolean {
  return error instanceof HeaplineError && (error.code === 'runtimeUnusable' || error.code === 'outOfMemory');
}

export function ErrorLine({ error }: { readonly error: unknown }): VNode {
  return (
    <p class="error-line">
      <Icon name="error" extraClass="error-icon" /> {text('failed', messageOf(error))}
    </p>
  );
}

export interface Progress {
  readonly stage: string;
  /** 0 … 1; null while unknown. */
  readonly fraction: number | null;
}

export function ProgressNote({ stage, fraction, onCancel }: Progress & { onCancel(): void }): VNode {
  return (
    <div class="progress-note">
      <ProgressBar fraction={fraction} label={stage} />
      <div class="empty-note">
        <p>
          {stage}
          {fraction !== null && ` ${Math.round(fraction * 100)} %`}
        </p>
        <Button secondary onClick={onCancel}>
          {text('cancel')}
        </Button>
      </div>
    </div>
  );
}

/** The fact, without its final full stop. */
export function messageOf(error: unknown): string {
  if (error instanceof HeaplineError && error.byteOffset !== undefined) return `${error.message} (byte ${error.byteOffset})`;
  return error instanceof Error ? error.message : String(error);
}
