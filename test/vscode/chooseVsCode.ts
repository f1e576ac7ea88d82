/**
 * Which VS Code the tests inside it run in: $VSCODE_EXECUTABLE; else desktop VS Code, downloaded by @vscode/test-electron, where there is a
 * display and its download server answers; else the server build with headless Chromium. HEAPLINE_VSCODE=desktop|server decides by force.
 */
import { join } from 'node:path';
import { isHostSupported } from '../host/install.ts';
import { HOST_VERSIONS, type HostName } from '../host/versions.ts';

const DOWNLOADS = 'https://update.code.visualstudio.com/api/releases/stable';
const PROBE_MS = 4000;

export interface ChosenVsCode {
  /** For people. */
  readonly label: string;
  /** For runTests(): an executable, or the version to download. */
  readonly run: { readonly vscodeExecutablePath: string } | { readonly version: string };
}

export async function chooseVsCode(name: HostName): Promise<ChosenVsCode> {
  const { vscode } = HOST_VERSIONS[name];
  const given = process.env.VSCODE_EXECUTABLE;
  if (given) return { label: given, run: { vscodeExecutablePath: given } };
  if (await isDesktopWanted()) {
    const version = name === 'oldest' ? vscode : 'stable';
    return { label: `desktop VS Code ${version}`, run: { version } };
  }
  return { label: `VS Code ${vscode}, server build with headless Chromium`, run: { vscodeExecutablePath: join(__dirname, '../host/code.mjs') } };
}

async function isDesktopWanted(): Promise<boolean> {
  const forced = process.env.HEAPLINE_VSCODE;
  if (forced === 'desktop' || forced === 'server') return forced === 'desktop';
  if (!isHostSupported) return true;
  const hasDisplay = Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  return hasDisplay && (await answers(DOWNLOADS));
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    return false; // no network, or none that leads there
  }
}
