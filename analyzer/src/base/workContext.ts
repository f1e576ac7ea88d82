/** What long work is given besides its input: how to hear that it is no longer wanted, and whom to tell how far it is. */
import type { ColumnArena } from './columnArena.ts';
import type { CancelSignal } from './cancel.ts';
import type { ReportProgress } from './progress.ts';

export interface WorkContext {
  readonly cancel: CancelSignal;
  readonly report: ReportProgress;
  /** Where a task of the crew makes its columns; absent: each in memory of its own. */
  readonly arena?: ColumnArena | null;
}
