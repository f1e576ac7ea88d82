/** A column's rows in a few letters: equal for equal rows of one type. */
import { createHash } from 'node:crypto';

export function hashOfRows(rows: ArrayBufferView): string {
  return createHash('sha256').update(Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength)).digest('hex');
}
