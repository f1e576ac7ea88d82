/** The panel of one open capture: its pages, what is saved of them, and the ways between them. */
import type { VNode } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { HeapSummary, NodeRow } from '../../../analyzer/protocol/rows.ts';
import type { PanelPage, PanelState, PanelTarget } from '../../../analyzer/protocol/webviewMessages.ts';
import type { Bridge } from '../bridge.ts';
import { ContextMenu, type OpenMenu } from '../components/ContextMenu.tsx';
import { AnalysisBar, type Analyses } from '../components/AnalysisStatus.tsx';
import { ProgressBar } from '../components/elements.ts';
import { IconButton, Icon } from '../components/Icon.tsx';
import { messageOf, type Progress } from '../components/Notices.tsx';
import { PanelContext, type PanelTools } from '../components/panelContext.ts';
import { StatusLine } from '../components/StatusLine.tsx';
import { Toolbar } from '../components/Toolbar.tsx';
import { useAnalysis } from '../hooks/useAnalysis.ts';
import { useBase, type Base, type BaseChoice } from '../hooks/useBase.ts';
import { useSavedState, type KeptState } from '../hooks/useSavedState.ts';
import type { Analysis } from '../state/analysis.ts';
import { goTo, revealNode, type Place } from '../state/navigation.ts';
import { createTreeShelf, type TreeShelf } from '../state/pageSources.ts';
import { isTreePage, TREE_PAGES, type SavedState, type SavedTree, type TreePage } from '../state/savedState.ts';
import { text } from '../strings.ts';
import type { VsCodeApi } from '../vscodeApi.ts';
import { PageView } from './PageView.tsx';

interface PanelProps {
  readonly bridge: Bridge;
  readonly api: VsCodeApi;
  readonly start: PanelState;
}

export function Panel({ bridge, api, start }: PanelProps): VNode {
  const { ask } = bridge;
  const { capture } = start;
  const kept = useSavedState(api, (state) => withTrees(state, shelf));
  const shelf = useShelf(ask, kept.touch);
  const { saved, update } = kept;
  const [choices, setChoices] = useState(start.choices);
  const [progress, setProgress] = useState<Progress | null>(null);
  const { menu, openMenu, closeMenu } = useMenu();
  const [failure, setFailure] = useState<unknown>(null);
  const [pinned, setPinned] = useState<NodeRow | null>(null);
  const [said, announce] = useState('');
  const base = useBase(ask, { start, choices, savedPath: saved.basePath, isShown: saved.page === 'comparison', onChosen: (basePath) => update({ basePath }) });
  const analyses = useAnalyses(bridge, capture, base.base, announce);
  const { capture: analysis } = analyses;
  const panelId = useId();
  const main = useRef<HTMLElement>(null);

  const place = placeFor({ ask, capture, kept, shelf, base, analysis, setPinned });
  const go = (promise: Promise<void>): void => void promise.catch(setFailure);
  useHostTells(bridge, { setChoices, setProgress, show: (target) => go(follow(place, target, base, update)) });
  useLayoutEffect(() => {
    if (kept.isRestored && !start.isAsked) return;
    go(follow(place, start.show, base, update));
  }, []);

  const showPage = (page: PanelPage): void => (setPinned(null), void update({ page }));
  const tools: PanelTools = {
    ask,
    handle: capture.handle,
    totalBytes: capture.totalBytes,
    analysisOf: (handle) => (handle === analyses.base?.handle ? analyses.base : analysis),
    isComing: ['running', 'done'].includes(analysis.state().run), // done: rows that were drawn before are being fetched again
    showsPercent: saved.showsPercent,
    showsUnits: saved.showsUnits,
    widthsPx: saved.widthsPx,
    setWidth: (columnId, widthPx) => update({ widthsPx: { ...kept.current().widthsPx, [columnId]: widthPx } }),
    openSource: (location, beside) => go(ask('host/openSource', { location, beside }).then(() => {})),
    copy: (words) => go(ask('host/copy', { text: words }).then(() => {})),
    revealInSummary: (node) => go(revealNode(place, node)),
    focusDetail(view) {
      update({ detail: view });
      // After the pane has drawn what it shows now.
      setTimeout(() => main.current?.querySelector<HTMLElement>('.detail-body [tabindex="0"]')?.focus(), 50);
    },
    openSettings: () => go(ask('host/openSettings', null).then(() => {})),
    openMenu,
    announce,
    showError: setFailure,
  };
  const setTree = (page: TreePage, part: Partial<SavedTree>): void => void update({ trees: { ...kept.current().trees, [page]: { ...FRESH_TREE, ...kept.current().trees[page], ...part } } });
  const focusRows = (): void => main.current?.querySelector<HTMLElement>('[role="treegrid"]')?.focus();
  const filtered = saved.page === 'summary' || saved.page === 'comparison' ? saved.page : null;

  return (
    <PanelContext.Provider value={tools}>
      <Toolbar
        page={saved.page}
        panelId={panelId}
        filter={filtered && (saved.trees[filtered]?.filter ?? '')}
        showsPercent={saved.showsPercent}
        showsUnits={saved.showsUnits}
        choices={choices}
        base={base}
        onPage={showPage}
        onFilter={(filter) => filtered && setTree(filtered, { filter })}
        onNodeId={(nodeId) => go(ask('heap/nodeById', { handle: capture.handle, nodeId }).then((node) => revealNode(place, node)))}
        onLeaveFilter={focusRows}
        onPercent={() => update({ showsPercent: !saved.showsPercent })}
        onUnits={() => update({ showsUnits: !saved.showsUnits })}
      />
      {failure !== null && <FailureLine error={failure} onClose={() => setFailure(null)} />}
      <main ref={main}>
        <div class="progress-line">{(progress ?? base.opening) ? <ProgressBar fraction={progress?.fraction ?? null} label={text('opening')} /> : <AnalysisBar analyses={analyses} />}</div>
        <h1 class="visually-hidden">{start.label}</h1>
        <div class="page" id={panelId} role="tabpanel" aria-labelledby={`${panelId}-tab-${saved.page}`}>
          <PageView page={saved.page} saved={saved} capture={capture} label={start.label} shelf={shelf} base={base} choices={choices} pinned={pinned && { handle: capture.handle, node: pinned }} analyses={analyses} update={update} setTree={setTree} />
        </div>
      </main>
      <StatusLine capture={capture} store={isTreePage(saved.page) ? (shelf.find(saved.page) ?? null) : null} analyses={analyses} giveFocusBack={focusTab} />
      <div class="visually-hidden" role="status" aria-live="polite">
        {progress ? text('progress', progress.stage, Math.round((progress.fraction ?? 0) * 10) * 10) : said}
      </div>
      {menu && <ContextMenu menu={menu} onClose={closeMenu} />}
    </PanelContext.Provider>
  );
}

const FRESH_TREE: SavedTree = { sort: null, filter: '', memory: { open: [], selected: [] } };

function FailureLine({ error, onClose }: { readonly error: unknown; onClose(): void }): VNode {
  return (
    <div class="failure-line" role="alert">
      <Icon name="error" extraClass="error-icon" />
      <span>{text('failed', messageOf(error))}</span>
      <IconButton icon="close" label={text('close')} onClick={onClose} />
    </div>
  );
}

function useShelf(ask: Bridge['ask'], onChange: () => void): TreeShelf {
  const shelf = useMemo(() => createTreeShelf(ask, onChange), []);
  useEffect(() => () => shelf.dispose(), []);
  return shelf;
}

/** Not to the rows: they would select one, while their order changes. */
function focusTab(): void {
  document.querySelector<HTMLElement>('.toolbar [role="tab"][aria-selected="true"]')?.focus();
}

/** The saved state with what the trees remember now. */
function withTrees(state: SavedState, shelf: TreeShelf): SavedState {
  const trees = { ...state.trees };
  for (const page of TREE_PAGES) {
    const store = shelf.find(page);
    if (store) trees[page] = { ...FRESH_TREE, ...trees[page], memory: store.memory() };
  }
  return { ...state, trees };
}

/** Follows both analyses, and says to screen readers which stage was reached while they listened. */
function useAnalyses(bridge: Bridge, { handle, stage: firstStage }: HeapSummary, base: Base | null, announce: (words: string) => void): Analyses {
  const capture = useAnalysis(bridge, handle, firstStage);
  const { stage } = capture.state();
  const before = useRef(stage);
  useEffect(() => {
    if (stage !== before.current && stage !== 'constructors') announce(text(`ready.${stage}`));
    before.current = stage;
  }, [stage]);
  return { capture, base: useAnalysis(bridge, base?.handle, base?.stage) };
}

interface PlaceParts extends Pick<PanelState, 'capture'>, Pick<Place, 'ask'> {
  readonly kept: KeptState;
  readonly shelf: TreeShelf;
  readonly base: BaseChoice;
  readonly analysis: Analysis;
  setPinned(node: NodeRow | null): void;
}

function placeFor({ ask, capture, kept, shelf, base, analysis, setPinned }: PlaceParts): Place {
  return {
    ask,
    handle: capture.handle,
    current: kept.current,
    stage: () => analysis.state().stage,
    pin: setPinned,
    showPage(page) {
      const { trees } = kept.current();
      const state = kept.update({ page, trees: { ...trees, [page]: { ...FRESH_TREE, ...trees[page], filter: '' } } });
      return shelf.ensure(page, state.trees[page], { handle: capture.handle, stage: analysis.state().stage, base: base.base?.handle ?? null });
    },
  };
}

/** Goes where the host says. A page that has become a view of its own elsewhere leads to Summary. */
async function follow(place: Place, target: PanelTarget, base: BaseChoice, update: KeptState['update']): Promise<void> {
  if (target.base) base.set(target.base);
  const page: PanelPage = target.page === 'suspects' ? 'summary' : target.page;
  update({ page });
  await goTo(place, { ...target, page }, target.base?.handle ?? base.base?.handle ?? null);
}

interface HostListeners {
  setChoices(choices: PanelState['choices']): void;
  setProgress(progress: Progress | null): void;
  show(target: PanelTarget): void;
}

function useHostTells(bridge: Bridge, listeners: HostListeners): void {
  const latest = useRef(listeners);
  latest.current = listeners;
  useEffect(() => {
    const stops = [
      bridge.on('panel/choices', ({ choices }) => latest.current.setChoices(choices)),
      bridge.on('panel/progress', ({ stage, fraction }) => latest.current.setProgress(fraction === null || fraction >= 1 ? null : { stage, fraction })),
      bridge.on('panel/show', (target) => latest.current.show(target)),
    ];
    return () => stops.forEach((stop) => stop());
  }, [bridge]);
}

/** The context menu; the focus goes back to where it was opened. */
function useMenu(): { readonly menu: OpenMenu | null; readonly openMenu: PanelTools['openMenu']; readonly closeMenu: () => void } {
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  /** Had the focus when the menu opened. */
  const opener = useRef<HTMLElement | null>(null);
  return {
    menu,
    openMenu(x, y, items) {
      opener.current = document.activeElement as HTMLElement | null;
      setMenu({ x, y, items, label: text('actions') });
    },
    closeMenu() {
      setMenu(null);
      opener.current?.focus({ preventScroll: true });
    },
  };
}
