/** Below the tree: what holds the selected object, as a tree of retainers or as the shortest path in words. */
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { WaitingNote } from '../components/AnalysisStatus.tsx';
import { EmptyNote } from '../components/Notices.tsx';
import { usePanel } from '../components/panelContext.ts';
import { Tabs } from '../components/Tabs.tsx';
import { NodeName } from '../components/RowName.tsx';
import type { DetailView } from '../state/savedState.ts';
import { reaches, STAGE_OF_DETAIL } from '../state/stages.ts';
import { text } from '../strings.ts';
import { PathView } from './PathView.tsx';
import { RetainersView } from './RetainersView.tsx';
import type { DetailTarget } from './TreePageView.tsx';

interface DetailPaneProps {
  readonly target: DetailTarget | null;
  readonly view: DetailView;
  onView(view: DetailView): void;
}

export function DetailPane({ target, view, onView }: DetailPaneProps): VNode {
  const panelId = useId();
  const { analysisOf } = usePanel();
  const stage = target ? analysisOf(target.handle).state().stage : 'constructors';
  return (
    <section class="detail" aria-label={text('paneLabel')}>
      <div class="detail-head">
        <Tabs
          label={text('paneLabel')}
          tabs={[
            { id: 'retainers', label: text('retainers') },
            { id: 'path', label: text('pathToRoot') },
          ]}
          current={view}
          panelId={panelId}
          onChange={onView}
        />
        {target && (
          <span class="detail-of">
            <NodeName node={target.node} />
          </span>
        )}
      </div>
      <div class="detail-body" id={panelId} role="tabpanel" aria-labelledby={`${panelId}-tab-${view}`}>
        {target === null ? (
          <EmptyNote>{text('selectForRetainers')}</EmptyNote>
        ) : !reaches(stage, STAGE_OF_DETAIL) ? (
          <WaitingNote analysis={analysisOf(target.handle)} stage={STAGE_OF_DETAIL} />
        ) : view === 'retainers' ? (
          <RetainersView key={`${target.handle}:${target.node.node}`} target={target} stage={stage} />
        ) : (
          <PathView key={`${target.handle}:${target.node.node}`} target={target} />
        )}
      </div>
    </section>
  );
}
