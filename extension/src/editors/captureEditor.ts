/** The custom editor for captures and comparisons: a read-only document, any number of panels on it. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { HeapSummary } from '../../../analyzer/protocol/rows.ts';
import type { CaptureChoice, PanelState, PanelTarget } from '../../../analyzer/protocol/webviewMessages.ts';
import type { AnalyzerClient } from '../analyzerClient.ts';
import { previousOf } from '../captures/captureEntry.ts';
import type { CaptureLibrary } from '../captures/captureLibrary.ts';
import type { OpenCaptures } from '../captures/openCaptures.ts';
import { DisposableStore } from '../disposable.ts';
import { oneLine } from '../format.ts';
import type { Log } from '../log.ts';
import { openSource } from '../sources/openSource.ts';
import { CAPTURE_EDITOR, captureUri, partsOf, type CaptureUriParts } from './captureUri.ts';
import { offerToBeDefault } from './defaultEditor.ts';
import { connectWebview, type HostHandlers, type WebviewHost } from './webviewHost.ts';

export interface CaptureEditors extends vscode.Disposable {
  /** Opens the capture, or the comparison of it with an older one, or brings its panel to the front; then goes to `show`. */
  open(parts: CaptureUriParts, show?: PanelTarget): Promise<void>;
  /** Closes every panel that shows the capture or compares with it, before its file goes. */
  closeAll(path: string): Promise<void>;
}

interface EditorParts {
  readonly context: vscode.ExtensionContext;
  readonly analyzer: AnalyzerClient;
  readonly library: CaptureLibrary;
  readonly openCaptures: OpenCaptures;
  readonly log: Log;
  /** The page for a webview, with its policy. */
  readonly htmlOf: (webview: vscode.Webview, title: string) => string;
}

/** A panel on a URI. */
interface Panel {
  readonly panel: vscode.WebviewPanel;
  readonly host: WebviewHost;
}

/** A crash at every start must not reload the panel for ever. */
const RELOAD_PAUSE_MS = 30_000;

export function createCaptureEditors(parts: EditorParts): CaptureEditors {
  const store = new DisposableStore();
  const panelsByUri = new Map<string, Set<Panel>>();
  /** Where a panel goes first, for panels that are about to open. */
  const firstShow = new Map<string, PanelTarget>();

  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument(uri) {
      if (uri.scheme !== 'file') throw new HeaplineError('fileNotReadable', vscode.l10n.t('Heapline opens files on the machine that the extension runs on, not {0}:', uri.scheme));
      return { uri, dispose: () => {} };
    },
    resolveCustomEditor({ uri }, panel) {
      const key = uri.toString();
      const resolved = resolvePanel(parts, uri, panel, () => take(firstShow, key));
      const panels = panelsByUri.get(key) ?? new Set<Panel>();
      panelsByUri.set(key, panels.add(resolved));
      panel.onDidDispose(() => {
        resolved.host.dispose();
        panels.delete(resolved);
        if (panels.size === 0) panelsByUri.delete(key);
      });
    },
  };
  store.add(
    vscode.window.registerCustomEditorProvider(CAPTURE_EDITOR, provider, {
      supportsMultipleEditorsPerDocument: true,
      // The panel keeps what it shows in its state, and rows are a question away: a hidden one need not stay in memory.
      webviewOptions: { retainContextWhenHidden: false, enableFindWidget: false },
    }),
  );

  return {
    async open(uriParts, show) {
      const uri = captureUri(uriParts);
      const key = uri.toString();
      // A panel in sight is told; one that is hidden or not there yet asks when it starts.
      const inSight = [...(panelsByUri.get(key) ?? [])].filter(({ panel }) => panel.visible);
      if (show && inSight.length === 0) firstShow.set(key, show);
      await vscode.commands.executeCommand('vscode.openWith', uri, CAPTURE_EDITOR, { preview: false });
      if (show) for (const { host } of inSight) host.tell('panel/show', show);
    },
    async closeAll(path) {
      const shows = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputCustom && input.viewType === CAPTURE_EDITOR && Object.values(partsOf(input.uri)).includes(path);
      await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(shows)));
    },
    dispose: () => store.dispose(),
  };
}

function resolvePanel(parts: EditorParts, uri: vscode.Uri, panel: vscode.WebviewPanel, firstShow: () => PanelTarget | undefined): Panel {
  const { context, analyzer, library, log, htmlOf } = parts;
  const uriParts = partsOf(uri);
  const title = (): string => titleOf(uriParts, library);
  panel.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(context.extensionUri, 'dist')] };
  panel.title = title();

  const store = new DisposableStore();
  const host: WebviewHost = store.add(connectWebview(panel.webview, { analyzer, log, handlers: handlersFor(parts, uriParts, { firstShow, tell: (...tell) => host.tell(...tell) }) }));
  store.add(
    library.onDidChange(() => {
      panel.title = title();
      host.tell('panel/choices', { choices: choicesFor(library, uriParts.path) });
    }),
  );
  let reloadedAtMs = 0;
  store.add(
    analyzer.onDidStop(() => {
      // Every handle that the page holds is void; it starts over from its own state.
      if (Date.now() - reloadedAtMs < RELOAD_PAUSE_MS) return;
      reloadedAtMs = Date.now();
      panel.webview.html = htmlOf(panel.webview, title());
    }),
  );
  panel.webview.html = htmlOf(panel.webview, title());
  return { panel, host: { tell: host.tell, dispose: () => store.dispose() } };
}

function handlersFor(parts: EditorParts, uriParts: CaptureUriParts, panel: { readonly firstShow: () => PanelTarget | undefined; readonly tell: WebviewHost['tell'] }): HostHandlers {
  const { openCaptures, library, context } = parts;
  const open = (path: string, token: vscode.CancellationToken): Promise<HeapSummary> =>
    openCaptures
      .open(path, { token, onProgress: (stage, fraction) => panel.tell('panel/progress', { stage, fraction }) })
      .finally(() => panel.tell('panel/progress', { stage: '', fraction: null }));
  return {
    async 'panel/start'(_params, token) {
      const capture = await open(uriParts.path, token);
      // A panel that VS Code brings back may be faster than the list.
      if (library.entries.length === 0) await library.refresh();
      const base = uriParts.basePath === null ? null : await open(uriParts.basePath, token);
      if (library.find(uriParts.path) === undefined) {
        await library.addExternal(uriParts.path);
        void offerToBeDefault(context.globalState);
      }
      const comparison: PanelTarget | null = base && { page: 'comparison', base: { handle: base.handle, stage: base.stage, label: labelOf(base.path, library) } };
      const asked = panel.firstShow();
      const state: PanelState = { capture, label: labelOf(uriParts.path, library), choices: choicesFor(library, uriParts.path), previousPath: previousPathOf(library, uriParts.path), show: asked ?? comparison ?? { page: 'summary' }, isAsked: asked !== undefined };
      return state;
    },
    async 'host/openSource'({ location, beside }) {
      await openSource(location, { beside });
      return null;
    },
    'host/openCapture': ({ path }, token) => open(path, token),
    async 'host/openSettings'() {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'heapline.analyzer');
      return null;
    },
    async 'host/copy'({ text }) {
      await vscode.env.clipboard.writeText(text);
      return null;
    },
  };
}

/** The value once: a panel that starts again goes where it was. */
function take<Key, Value>(map: Map<Key, Value>, key: Key): Value | undefined {
  const value = map.get(key);
  map.delete(key);
  return value;
}

function choicesFor(library: CaptureLibrary, path: string): CaptureChoice[] {
  return library.entries.filter((entry) => entry.path !== path).map(({ path: other, label, takenAtMs }) => ({ path: other, label, takenAtMs }));
}

function previousPathOf(library: CaptureLibrary, path: string): string | null {
  const entry = library.find(path);
  return (entry && previousOf(entry, library.entries)?.path) ?? null;
}

function labelOf(path: string, library: CaptureLibrary): string {
  return oneLine(library.find(path)?.label ?? basename(path));
}

function titleOf({ path, basePath }: CaptureUriParts, library: CaptureLibrary): string {
  return basePath === null ? labelOf(path, library) : vscode.l10n.t('{0} → {1}', labelOf(basePath, library), labelOf(path, library));
}
