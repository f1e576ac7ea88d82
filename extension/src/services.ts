/** What commands work with: every object that activate() builds. Types only. */
import type * as vscode from 'vscode';
import type { AnalyzerClient } from './analyzerClient.ts';
import type { CaptureLibrary } from './captures/captureLibrary.ts';
import type { OpenCaptures } from './captures/openCaptures.ts';
import type { CaptureEditors } from './editors/captureEditor.ts';
import type { Log } from './log.ts';
import type { SuspectModel } from './suspects/suspectModel.ts';
import type { DebugSessions } from './targets/debugSessions.ts';
import type { TargetRegistry } from './targets/targetRegistry.ts';
import type { CapturesView } from './views/capturesView.ts';
import type { SuspectsView } from './views/suspectsView.ts';
import type { TargetsView } from './views/targetsView.ts';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly analyzer: AnalyzerClient;
  readonly registry: TargetRegistry;
  readonly debugSessions: DebugSessions;
  readonly library: CaptureLibrary;
  readonly openCaptures: OpenCaptures;
  readonly suspects: SuspectModel;
  readonly targetsView: TargetsView;
  readonly capturesView: CapturesView;
  readonly suspectsView: SuspectsView;
  readonly editors: CaptureEditors;
}
