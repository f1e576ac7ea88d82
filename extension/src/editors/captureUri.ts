/**
 * Which capture a custom editor shows, and which older one it compares with: both live in the editor's URI, so that VS
 * Code itself brings comparisons back after a reload.
 */
import * as vscode from 'vscode';

export const CAPTURE_EDITOR = 'heapline.capture';

export interface CaptureUriParts {
  readonly path: string;
  /** The older capture of a comparison. */
  readonly basePath: string | null;
}

export function captureUri({ path, basePath }: CaptureUriParts): vscode.Uri {
  const uri = vscode.Uri.file(path);
  return basePath === null ? uri : uri.with({ query: new URLSearchParams({ base: basePath }).toString() });
}

export function partsOf(uri: vscode.Uri): CaptureUriParts {
  return { path: uri.fsPath, basePath: new URLSearchParams(uri.query).get('base') };
}
