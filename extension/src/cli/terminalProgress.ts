/** Progress on one line of the terminal's error stream, rewritten in place; silent when that is not a terminal. */
import type { ReportProgress } from '../../../analyzer/src/base/progress.ts';

export function reportOnTerminal(): ReportProgress {
  if (!process.stderr.isTTY) return () => {};
  let shown = '';
  return (stage, fraction) => {
    const text = fraction >= 1 ? '' : `${stage} ${Math.floor(100 * fraction)} %`;
    if (text === shown) return;
    shown = text;
    process.stderr.write(`\r\x1b[K${text}`);
  };
}
