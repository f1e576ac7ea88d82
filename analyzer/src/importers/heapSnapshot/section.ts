/** What reads one section (top-level value) of a snapshot file, in as many goes as its bytes arrive in. */
import type { ByteWindow } from './byteWindow.ts';

export interface Section {
  /** Consumes what it can; true once the section's last byte is consumed. Errors: HeaplineError with a byte offset. */
  read(window: ByteWindow): boolean;
}
