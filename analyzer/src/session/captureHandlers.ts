/** Questions about one capture: opening and waiting, and every view of it, each with the stage of the analysis that it needs. */
import type { NodeSortKey, Sorted } from '../../protocol/requests.ts';
import type { AnalysisStage, HeapSummary } from '../../protocol/rows.ts';
import type { CaptureHandle } from '../../protocol/units.ts';
import { computeStatistics } from '../analysis/statistics.ts';
import type { HeapAnalysis } from '../analysis/heapAnalysis.ts';
import { pathByDistances, shortestPathToRoot } from '../analysis/paths.ts';
import { DIAGNOSTIC_SENTENCES } from '../model/importDiagnostics.ts';
import { describePath } from '../words/describePath.ts';
import type { CaptureStore, OpenCapture } from './captureStore.ts';
import type { CaptureViews } from './captureViews.ts';
import type { RequestContext, SessionHandlers } from './session.ts';
import { statisticsRows } from './statisticsRows.ts';

type ViewsAt = (handle: CaptureHandle, stage: AnalysisStage, context: RequestContext) => Promise<CaptureViews>;
type CaptureMethod = 'heap/open' | 'heap/wait' | 'heap/stop' | 'heap/close' | 'heap/summary' | 'heap/classes' | 'heap/classMembers' | 'heap/children' | 'heap/retainers' | 'heap/dominated' | 'heap/path' | 'heap/statistics' | 'heap/nodeById' | 'heap/locate';

/** `viewsAt` waits for the stage. */
export function captureHandlers(store: CaptureStore, viewsAt: ViewsAt): Pick<SessionHandlers, CaptureMethod> {
  return {
    async 'heap/open'({ path }, context) {
      return summaryOf(await store.open(path, context));
    },
    async 'heap/wait'({ handle, stage }, context) {
      const capture = await store.get(handle, context);
      await capture.run.wait(stage, context);
      return summaryOf(capture);
    },
    async 'heap/stop'({ handle }, context) {
      const capture = await store.get(handle, context);
      await capture.run.stop();
      return summaryOf(capture);
    },
    async 'heap/close'({ handle }) {
      store.close(handle);
      return null;
    },
    async 'heap/summary'({ handle }, context) {
      return summaryOf(await store.get(handle, context));
    },
    async 'heap/classes'(query, context) {
      return (await viewsAt(query.handle, stageForSort(query, 'constructors'), context)).classes(query);
    },
    async 'heap/classMembers'(query, context) {
      return (await viewsAt(query.handle, stageForSort(query, 'constructors'), context)).members(query.classKey, query, context.cancel);
    },
    async 'heap/children'(query, context) {
      const views = await viewsAt(query.handle, stageForSort(query, 'constructors'), context);
      return views.children(views.checkNode(query.node), query, context.cancel);
    },
    async 'heap/retainers'(query, context) {
      const views = await viewsAt(query.handle, stageForSort(query, 'references'), context);
      return views.retainers(views.checkNode(query.node), query, context.cancel);
    },
    async 'heap/dominated'(query, context) {
      await (await store.get(query.handle, context)).run.waitForAll(context);
      const views = await viewsAt(query.handle, 'complete', context);
      return views.dominated(views.checkNode(query.node), query, context.cancel);
    },
    async 'heap/path'({ handle, node }, context) {
      let views = await viewsAt(handle, 'references', context);
      let path = pathByDistances(views.analysis as HeapAnalysis, views.checkNode(node), context.cancel);
      if (!path) {
        await (await store.get(handle, context)).run.waitForPaths(context);
        views = await viewsAt(handle, 'references', context);
        path = shortestPathToRoot(views.analysis as HeapAnalysis, node, context.cancel);
      }
      return describePath({ analysis: views.analysis, sources: views.sources, nodeRow: views.rows.nodeRow }, path);
    },
    async 'heap/statistics'({ handle }, context) {
      return statisticsRows(computeStatistics((await viewsAt(handle, 'references', context)).analysis as HeapAnalysis));
    },
    async 'heap/nodeById'({ handle, nodeId }, context) {
      const views = await viewsAt(handle, 'constructors', context);
      return views.rows.nodeRow(views.nodeById(nodeId));
    },
    async 'heap/locate'({ handle, node, edge }, context) {
      const { sources, checkNode } = await viewsAt(handle, 'constructors', context);
      return edge === undefined ? sources.locateNode(checkNode(node)) : sources.locateEdge(edge, checkNode(node));
    },
  };
}

/** Rows can be sorted by what is known of them. */
function stageForSort({ sortBy }: Sorted<NodeSortKey | 'count'>, least: AnalysisStage): AnalysisStage {
  if (sortBy === 'retainedBytes') return 'complete';
  return sortBy === 'distance' ? 'references' : least;
}

function summaryOf({ handle, path, fileBytes, capture, run: { stage, analysis } }: OpenCapture): HeapSummary {
  const { graph, classes } = analysis;
  return {
    handle,
    path,
    fileBytes,
    stage,
    nodeCount: graph.nodeCount,
    edgeCount: graph.edgeCount,
    stringCount: graph.strings.count,
    totalBytes: analysis.totalBytes,
    extraNativeBytes: graph.extraNativeBytes,
    classCount: classes.classCount,
    hasLocations: graph.locations.count > 0,
    hasAllocationStacks: capture.allocations !== null && capture.allocations.treeNodeCount > 1,
    diagnostics: capture.diagnostics.map(({ code, count, firstByteOffset }) => ({ code, count, firstByteOffset, ...DIAGNOSTIC_SENTENCES[code] })),
  };
}
