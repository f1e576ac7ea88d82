/**
 * The session: a handler for every question of the request table, over the captures that are open. It turns handles into
 * views, keeps what was computed, and is used alike by the worker thread and by the command line.
 */
import type { AnalyzerMethod, SourceSettings } from '../../protocol/requests.ts';
import type { HeapSummary } from '../../protocol/rows.ts';
import type { Bytes, CaptureHandle } from '../../protocol/units.ts';
import { diffHeaps, type HeapDiff } from '../analysis/diff.ts';
import { sharesIdentity } from '../analysis/identity.ts';
import { computeStatistics } from '../analysis/statistics.ts';
import { shortestPathToRoot } from '../analysis/paths.ts';
import { DIAGNOSTIC_SENTENCES } from '../model/importDiagnostics.ts';
import { createSourceResolver } from '../sources/sourceResolver.ts';
import { describePath } from '../words/describePath.ts';
import { createCaptureStore, type KnownCapture, type OpenCapture } from './captureStore.ts';
import { createCaptureViews, type CaptureViews } from './captureViews.ts';
import { diffClassPage, diffMemberPage } from './diffViews.ts';
import { diskSourceFiles } from './fileSource.ts';
import { createLatest } from './latest.ts';
import type { RequestContext, SessionHandlers } from './session.ts';
import { readScriptTable } from './scriptTable.ts';
import { statisticsRows } from './statisticsRows.ts';
import { buildSuspectReport, suspectInstances, type SuspectInput } from './suspectReport.ts';

export interface SessionOptions {
  /** Columns of open captures may take this much; what was used longest ago makes room. */
  readonly budgetBytes: Bytes;
  /** Captures of an earlier life of this session, whose handles stay valid. */
  readonly known?: readonly KnownCapture[];
  /** Whether to keep an index beside each capture. Default: true. */
  readonly keepIndex?: boolean;
}

/** Comparisons kept. One of two 10-million-node heaps takes about 80 MB. */
const KEPT_DIFFS = 3;
const NO_SOURCES: SourceSettings = { workspaceFolders: [], pathMappings: {} };

/** A session with nothing open. */
export function createHeapSession(options: SessionOptions): SessionHandlers {
  const viewsByHandle = new Map<CaptureHandle, CaptureViews>();
  const diffs = createLatest<{ diff: HeapDiff; canFollow: boolean }>(KEPT_DIFFS);
  const files = diskSourceFiles();
  let sourceSettings = NO_SOURCES;
  const store = createCaptureStore({ ...options, onForget: ({ handle }) => forget(handle) });

  const forget = (handle: CaptureHandle): void => {
    viewsByHandle.delete(handle);
    diffs.forget((key) => key.split(':').includes(String(handle)));
  };
  const viewsOf = (capture: OpenCapture): CaptureViews => {
    let views = viewsByHandle.get(capture.handle);
    if (!views) {
      const sources = createSourceResolver(capture.analysis, files, sourceSettings, readScriptTable(capture.path));
      views = createCaptureViews(capture.analysis, sources);
      viewsByHandle.set(capture.handle, views);
    }
    return views;
  };
  const viewsAt = (handle: CaptureHandle, context: RequestContext): CaptureViews => viewsOf(store.get(handle, context));
  const diffOf = (base: CaptureHandle, target: CaptureHandle, context: RequestContext): { diff: HeapDiff; canFollow: boolean } => {
    const baseViews = viewsAt(base, context);
    const targetViews = viewsAt(target, context);
    return diffs.get(`${base}:${target}`, () => ({
      diff: diffHeaps(baseViews.analysis, targetViews.analysis, context.cancel),
      canFollow: sharesIdentity(baseViews.analysis.graph, targetViews.analysis.graph, context.cancel),
    }));
  };
  const suspectInputs = (handles: readonly CaptureHandle[], context: RequestContext): SuspectInput[] =>
    handles.map((handle) => {
      const { analysis, sources } = viewsAt(handle, context);
      return { handle, analysis, sources };
    });

  return {
    'settings/sources': (settings) => {
      sourceSettings = settings;
      files.forget();
      viewsByHandle.clear(); // their locations were found with the old settings
      return null;
    },
    'heap/open': ({ path }, context) => summaryOf(store.open(path, context)),
    // Everything is ready when a capture is open.
    'heap/wait': ({ handle }, context) => summaryOf(store.get(handle, context)),
    'heap/stop': ({ handle }, context) => summaryOf(store.get(handle, context)),
    'heap/close': ({ handle }) => {
      store.close(handle);
      return null;
    },
    'heap/summary': ({ handle }, context) => summaryOf(store.get(handle, context)),
    'heap/classes': (query, context) => viewsAt(query.handle, context).classes(query),
    'heap/classMembers': (query, context) => viewsAt(query.handle, context).members(query.classKey, query, context.cancel),
    'heap/children': (query, context) => {
      const views = viewsAt(query.handle, context);
      return views.children(views.checkNode(query.node), query, context.cancel);
    },
    'heap/retainers': (query, context) => {
      const views = viewsAt(query.handle, context);
      return views.retainers(views.checkNode(query.node), query, context.cancel);
    },
    'heap/dominated': (query, context) => {
      const views = viewsAt(query.handle, context);
      return views.dominated(views.checkNode(query.node), query, context.cancel);
    },
    'heap/path': ({ handle, node }, context) => {
      const { analysis, sources, rows, checkNode } = viewsAt(handle, context);
      return describePath({ analysis, sources, nodeRow: rows.nodeRow }, shortestPathToRoot(analysis, checkNode(node), context.cancel));
    },
    'heap/statistics': ({ handle }, context) => statisticsRows(computeStatistics(viewsAt(handle, context).analysis)),
    'heap/nodeById': ({ handle, nodeId }, context) => {
      const views = viewsAt(handle, context);
      return views.rows.nodeRow(views.nodeById(nodeId));
    },
    'heap/locate': ({ handle, node, edge }, context) => {
      const { sources, checkNode } = viewsAt(handle, context);
      return edge === undefined ? sources.locateNode(checkNode(node)) : sources.locateEdge(edge, checkNode(node));
    },
    'diff/classes': (query, context) => {
      const { diff, canFollow } = diffOf(query.base, query.target, context);
      return { ...diffClassPage(diff, { handle: query.target, views: viewsAt(query.target, context) }, query), canFollow };
    },
    'diff/members': (query, context) => {
      const { diff } = diffOf(query.base, query.target, context);
      const side = (handle: CaptureHandle) => ({ handle, views: viewsAt(handle, context) });
      return diffMemberPage(diff, query.classKey, side(query.base), side(query.target), query, context.cancel);
    },
    'suspects/find': ({ captures, limit, settings }, context) => {
      const nodeRow = (index: number, node: number) => viewsAt(captures[index]!, context).rows.nodeRow(node);
      const ignored = { ignoredClassNames: settings?.ignoredClassNames ?? [], ignoredRuleIds: settings?.ignoredRuleIds ?? [] };
      return buildSuspectReport(suspectInputs(captures, context), { limit, ...ignored }, nodeRow, context.cancel);
    },
    'suspects/instances': (query, context) => {
      const newest = viewsAt(query.captures.at(-1)!, context);
      const listKey = `suspects ${query.captures.join()} ${query.order} ${query.classKey}`;
      return newest.nodePage(listKey, () => suspectInstances(suspectInputs(query.captures, context), query.classKey, query.order, context.cancel), { ...query, sortBy: 'edge', ascending: true }, context.cancel);
    },
  } satisfies { [M in AnalyzerMethod]: SessionHandlers[M] };
}

function summaryOf({ handle, path, fileBytes, capture, analysis }: OpenCapture): HeapSummary {
  const { graph, classes } = analysis;
  return {
    handle,
    stage: 'complete',
    path,
    fileBytes,
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
