/** Where VS Code comes in: builds the objects, registers them, takes them down. No logic. */
import * as vscode from 'vscode';
import { createAnalyzerClient } from './analyzerClient.ts';
import { createCaptureLibrary } from './captures/captureLibrary.ts';
import { createOpenCaptures } from './captures/openCaptures.ts';
import { registerCommands } from './commands/index.ts';
import { createCaptureEditors } from './editors/captureEditor.ts';
import { panelPage } from './editors/panelPage.ts';
import { createLog } from './log.ts';
import type { Services } from './services.ts';
import { createSuspectModel } from './suspects/suspectModel.ts';
import { trackDebugSessions } from './targets/debugSessions.ts';
import { createTargetRegistry, type TargetRegistry } from './targets/targetRegistry.ts';
import { createCapturesView } from './views/capturesView.ts';
import { createSuspectsView } from './views/suspectsView.ts';
import { createTargetsView } from './views/targetsView.ts';

/** VS Code calls deactivate() without arguments: this is how it reaches the targets. */
let registry: TargetRegistry | undefined;

/** The services are for our own tests inside VS Code; other extensions get nothing yet. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  const own = <Item extends vscode.Disposable>(item: Item): Item => {
    context.subscriptions.push(item);
    return item;
  };
  const log = own(createLog());
  const analyzer = own(createAnalyzerClient(vscode.Uri.joinPath(context.extensionUri, 'dist', 'analyzer.js').fsPath, log));
  const openCaptures = own(createOpenCaptures(analyzer));
  const library = own(createCaptureLibrary(context, log));
  const suspects = own(createSuspectModel({ memento: context.workspaceState, analyzer, library, openCaptures, log }));
  registry = own(createTargetRegistry(log));
  const services: Services = {
    context,
    log,
    analyzer,
    openCaptures,
    library,
    suspects,
    registry,
    debugSessions: own(trackDebugSessions()),
    targetsView: own(createTargetsView(registry, log)),
    capturesView: own(createCapturesView(library)),
    suspectsView: own(createSuspectsView({ model: suspects, analyzer, memento: context.workspaceState, log })),
    editors: own(createCaptureEditors({ context, analyzer, library, openCaptures, log, htmlOf: panelPage(context.extensionUri) })),
  };
  own(registerCommands(services));
  return context.extensionMode === vscode.ExtensionMode.Test ? services : undefined;
}

/** Leaves every target as it was found. */
export async function deactivate(): Promise<void> {
  await registry?.detachAll();
}
