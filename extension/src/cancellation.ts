/** VS Code's cancellation as the platform's own: the inspector and the capture know nothing of `vscode`. */
import type { CancellationToken } from 'vscode';

/** A signal that aborts when the token is cancelled. The caller disposes of the connection between the two. */
export function abortSignalOf(token: CancellationToken | undefined): { signal: AbortSignal; dispose(): void } {
  const abort = new AbortController();
  if (token?.isCancellationRequested) abort.abort();
  const listening = token?.onCancellationRequested(() => abort.abort());
  return { signal: abort.signal, dispose: () => void listening?.dispose() };
}
