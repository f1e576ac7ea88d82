/** The Suspicious Constructors view: suspects → instances → what holds them, step by step; every step with a line opens it. */
import * as vscode from 'vscode';
import type { NodeRow, Suspect, SuspectReport } from '../../../analyzer/protocol/rows.ts';
import type { AnalyzerClient } from '../analyzerClient.ts';
import { DisposableStore } from '../disposable.ts';
import { oneLine } from '../format.ts';
import type { Log } from '../log.ts';
import type { SuspectModel, SuspectState } from '../suspects/suspectModel.ts';
import { errorText, showError } from '../userErrors.ts';
import { suspectItem } from './suspectItems.ts';
import { INSTANCES_STEP, pathChildren, suspectChildren, suspectId, suspectRoots, type InstanceNode, type InstanceOrder, type SuspectTreeNode } from './suspectNodes.ts';

export interface SuspectsView extends vscode.Disposable {
  readonly provider: vscode.TreeDataProvider<SuspectTreeNode>;
  readonly order: InstanceOrder;
  setOrder(order: InstanceOrder): Promise<void>;
  /** Shows the next instances of the suspect. */
  showMore(suspect: Suspect): void;
  /** Brings the view into sight. */
  focus(): Promise<void>;
}

export const SUSPECTS_VIEW = 'heapline.suspects';
const ORDER_KEY = 'heapline.suspects.order';
/** The most that one question of the analyzer may ask for. */
const PAGE_LIMIT = 1000;

export function createSuspectsView(parts: { readonly model: SuspectModel; readonly analyzer: AnalyzerClient; readonly memento: vscode.Memento; readonly log: Log }): SuspectsView {
  const { model, analyzer, memento, log } = parts;
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<SuspectTreeNode | undefined>());
  const shownCount = new Map<string, number>();
  const order = (): InstanceOrder => memento.get<InstanceOrder>(ORDER_KEY, 'largest');

  const children = async (node: SuspectTreeNode | undefined): Promise<SuspectTreeNode[]> => {
    if (node === undefined) {
      void model.ensure(); // its end comes as a change; the view's progress bar shows the way there
      const report = reportOf(model.state);
      return report ? suspectRoots(report) : [];
    }
    const report = reportOf(model.state);
    if (!report) return [];
    if (node.kind === 'suspect') return suspectChildren(node.suspect, await instances(analyzer, report.captures, node.suspect, order(), shownCount.get(suspectId(node.suspect)) ?? INSTANCES_STEP));
    if (node.kind === 'instance') return pathOf(analyzer, node);
    if (node.kind === 'setAside') return node.sentences.map((text, index) => ({ kind: 'sentence', text, index }));
    return [];
  };

  const provider: vscode.TreeDataProvider<SuspectTreeNode> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      try {
        return await children(node);
      } catch (error) {
        showError(log, 'Expanding a suspect', error);
        return [];
      }
    },
    getTreeItem: suspectItem,
  };

  const view = store.add(vscode.window.createTreeView(SUSPECTS_VIEW, { treeDataProvider: provider, showCollapseAll: true }));
  const show = (): void => {
    showState(view, model);
    changed.fire(undefined);
  };
  store.add(model.onDidChange(show));
  store.add(model.onDidProgress((fraction) => (view.message = messageOf(model.state, fraction))));
  setContext('suspects.order', order());
  showState(view, model);

  return {
    provider,
    get order() {
      return order();
    },
    async setOrder(next) {
      await memento.update(ORDER_KEY, next);
      setContext('suspects.order', next);
      changed.fire(undefined);
    },
    showMore(suspect) {
      const id = suspectId(suspect);
      shownCount.set(id, Math.min(PAGE_LIMIT, (shownCount.get(id) ?? INSTANCES_STEP) + INSTANCES_STEP * 5));
      changed.fire(undefined);
    },
    async focus() {
      await vscode.commands.executeCommand(`${SUSPECTS_VIEW}.focus`);
    },
    dispose: () => store.dispose(),
  };
}

/** What is in sight: while another analysis runs, the report before it. */
function reportOf(state: SuspectState): SuspectReport | null {
  return state.kind === 'ready' || state.kind === 'working' ? state.report : null;
}

async function instances(analyzer: AnalyzerClient, captures: readonly number[], { classKey }: Suspect, order: InstanceOrder, limit: number): Promise<{ rows: readonly NodeRow[]; total: number }> {
  return analyzer.ask('suspects/instances', { captures: [...captures], classKey, order, offset: 0, limit });
}

async function pathOf(analyzer: AnalyzerClient, node: InstanceNode): Promise<SuspectTreeNode[]> {
  const path = await analyzer.ask('heap/path', { handle: node.suspect.capture, node: node.row.node });
  return pathChildren(node, path.steps);
}

/** The line above the tree says what is judged; the welcome texts of the empty view go by the context key. */
function showState(view: vscode.TreeView<SuspectTreeNode>, model: SuspectModel): void {
  const { state } = model;
  setContext('suspects.state', state.kind === 'ready' && state.report.suspects.length === 0 ? 'none' : state.kind);
  setContext('suspects.chosen', model.isChosen);
  view.message = messageOf(state);
  view.badge = undefined;
}

function messageOf(state: SuspectState, fraction = 0): string | undefined {
  if (state.kind === 'failed') return errorText(state.error);
  if (state.kind !== 'working' && state.kind !== 'ready') return undefined;
  const labels = state.captures.map(({ label }) => oneLine(label, 60));
  const subject = labels.length === 1 ? labels[0]! : vscode.l10n.t('{0} → {1}', labels[0]!, labels.at(-1)!);
  return state.kind === 'working' ? vscode.l10n.t('Analyzing {0}… {1}%', subject, Math.round(fraction * 100)) : subject;
}

function setContext(key: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', `heapline.${key}`, value);
}
