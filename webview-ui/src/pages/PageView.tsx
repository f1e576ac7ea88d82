/** The page that is shown: what its tree is made of, what it says when empty. */
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import type { HeapSummary } from '../../../analyzer/protocol/rows.ts';
import type { CaptureChoice, PanelPage } from '../../../analyzer/protocol/webviewMessages.ts';
import { WaitingNote, type Analyses } from '../components/AnalysisStatus.tsx';
import { IdentityNotice } from '../components/IdentityNotice.tsx';
import { EmptyNote, ErrorLine, ProgressNote } from '../components/Notices.tsx';
import { usePanel } from '../components/panelContext.ts';
import { classColumns, diffColumns, nodeColumns, type TreeColumn } from '../components/treeColumns.tsx';
import { treeLabel } from '../components/VirtualTree.tsx';
import type { BaseChoice } from '../hooks/useBase.ts';
import { nextSort } from '../state/columns.ts';
import { shownSort, sortOf, type TreeShelf } from '../state/pageSources.ts';
import { isTreePage, type SavedState, type SavedTree, type TreePage } from '../state/savedState.ts';
import { reaches, stageOfColumn, stageOfPage } from '../state/stages.ts';
import { text } from '../strings.ts';
import { StatisticsPage } from './StatisticsPage.tsx';
import { TreePageView, type DetailTarget } from './TreePageView.tsx';

interface PageViewProps {
  readonly page: PanelPage;
  readonly saved: SavedState;
  readonly capture: HeapSummary;
  readonly label: string;
  readonly shelf: TreeShelf;
  readonly base: BaseChoice;
  readonly choices: readonly CaptureChoice[];
  readonly pinned: DetailTarget | null;
  readonly analyses: Analyses;
  update(part: Partial<SavedState>): void;
  setTree(page: TreePage, part: Partial<SavedTree>): void;
}

export function PageView(props: PageViewProps): VNode {
  const { page, capture, base, choices, analyses } = props;
  if (page === 'comparison' && base.base === null) {
    return <ChooseBase choices={choices} base={base} />;
  }
  const wanted = stageOfPage(page);
  const waitsFor = [analyses.capture, page === 'comparison' ? analyses.base : null].find((analysis) => analysis && !reaches(analysis.state().stage, wanted));
  if (waitsFor) return <WaitingNote analysis={waitsFor} stage={wanted} isBase={waitsFor === analyses.base} />;
  if (!isTreePage(page)) return <StatisticsPage capture={capture} />;
  return (
    <>
      {page === 'comparison' && base.base !== null && <IdentityNotice base={base.base.handle} target={capture.handle} />}
      <TreePageOf key={page} {...props} page={page} />
    </>
  );
}

/** The first captures as buttons; all are in the toolbar's list. */
const SHOWN_CHOICES = 5;

function ChooseBase({ choices, base: { opening, error, choose, cancel } }: { readonly choices: readonly CaptureChoice[]; readonly base: BaseChoice }): VNode {
  if (opening !== null) return <ProgressNote stage={text('opening')} fraction={null} onCancel={cancel} />;
  if (choices.length === 0) return <EmptyNote>{text('noOtherCapture')}</EmptyNote>;
  return (
    <EmptyNote>
      {error !== null && <ErrorLine error={error} />}
      <p>{text('noBase')}</p>
      {choices.slice(0, SHOWN_CHOICES).map(({ path, label, takenAtMs }) => (
        <button key={path} type="button" class="link" title={path} onClick={() => choose(path)}>
          {label}
          {takenAtMs > 0 && <span class="dim"> {new Date(takenAtMs).toLocaleString()}</span>}
        </button>
      ))}
    </EmptyNote>
  );
}

function TreePageOf({ page, saved, capture, label, shelf, base, pinned, analyses, update, setTree }: PageViewProps & { readonly page: TreePage }): VNode {
  const tree = saved.trees[page];
  const { stage } = analyses.capture.state();
  const sort = shownSort(page, tree?.sort, stage);
  const chosen = tree?.sort ? sortOf(page, tree.sort) : null;
  const pendingSort = chosen && !reaches(stage, stageOfColumn(chosen.by)) ? chosen : null;
  const captures = { handle: capture.handle, stage, base: base.base?.handle ?? null };
  // Made while drawing when it is new; a new source is set only after drawing, since that draws again.
  const store = shelf.find(page) ?? shelf.ensure(page, tree, captures)!;
  useLayoutEffect(() => void shelf.ensure(page, tree, captures), [sort.by, sort.ascending, tree?.filter, captures.base, stage]);
  const { announce } = usePanel();
  const columns = useMemo(() => columnsOf(page, capture), [page, capture]);
  return (
    <TreePageView
      store={store}
      label={treeLabel(text(page), label)}
      nameLabel={text(page === 'summary' || page === 'comparison' ? 'constructorColumn' : 'objectColumn')}
      columns={columns}
      sort={sort}
      pendingSort={pendingSort}
      emptyNote={emptyNote(page, tree?.filter ?? '')}
      detail={saved.detail}
      detailShare={saved.detailShare}
      pinned={pinned}
      onSort={(by, startsAscending) => {
        setTree(page, { sort: nextSort(pendingSort ?? sort, by, startsAscending) });
        if (!reaches(stage, stageOfColumn(by))) announce(text('sortsLater', columns.find(({ id }) => id === by)?.label ?? by));
      }}
      onDetail={(detail) => update({ detail })}
      onDetailShare={(detailShare) => update({ detailShare })}
    />
  );
}

function columnsOf(page: TreePage, { totalBytes, nodeCount }: HeapSummary): TreeColumn[] {
  if (page === 'summary') return classColumns(totalBytes, nodeCount);
  return page === 'comparison' ? diffColumns() : nodeColumns(totalBytes);
}

function emptyNote(page: TreePage, filter: string): ComponentChildren {
  if (filter !== '') return text('nothingMatches', filter);
  return text(page === 'comparison' ? 'nothingChanged' : 'nothingHere');
}
