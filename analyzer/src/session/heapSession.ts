/**
 * The session: a handler for every question of the request table, over the captures that are open. It turns handles into
 * views, keeps what was computed, and is used alike by the worker thread and by the command line.
 */
import type { AnalyzerMethod, SourceSettings } from '../../protocol/requests.ts';
import type { AnalysisStage } from '../../protocol/rows.ts';
import type { Bytes, CaptureHandle } from '../../protocol/units.ts';
import { diffHeaps, type HeapDiff } from '../analysis/diff.ts';
import type { HeapAnalysis } from '../analysis/heapAnalysis.ts';
import { sharesIdentity } from '../analysis/identity.ts';
import { createInlineCrew, createThreadCrew } from '../crew/crew.ts';
import { createSourceResolver } from '../sources/sourceResolver.ts';
import { captureHandlers } from './captureHandlers.ts';
import { createCaptureStore, type KnownCapture } from './captureStore.ts';
import { createCaptureViews, type CaptureViews } from './captureViews.ts';
import { diffClassPage, diffMemberPage } from './diffViews.ts';
import { diskSourceFiles } from './fileSource.ts';
import { createLatest } from './latest.ts';
import { loadCapture } from './loadCapture.ts';
import type { RequestContext, SessionHandlers } from './session.ts';
import { readScriptTable } from './scriptTable.ts';
import { buildSuspectReport, suspectInstances, type SuspectInput } from './suspectReport.ts';

export interface SessionOptions {
  /** Columns of open captures may take this much; what was used longest ago makes room. */
  readonly budgetBytes: Bytes;
  /** Captures of an earlier life of this session, whose handles stay valid. */
  readonly known?: readonly KnownCapture[];
  /** Whether to keep an index beside each capture. Default: true. */
  readonly keepIndex?: boolean;
  /** Threads that read and analyse: their program (dist/analyzerCrew.js) and their number. Default: the session's own thread does it. */
  readonly crew?: { readonly programPath: string; readonly size: number };
}

/** Comparisons kept. One of two 10-million-node heaps takes about 80 MB. */
const KEPT_DIFFS = 3;
const NO_SOURCES: SourceSettings = { workspaceFolders: [], pathMappings: {} };

/** A session with nothing open. */
export function createHeapSession(options: SessionOptions): SessionHandlers {
  const crew = options.crew ? createThreadCrew(options.crew.programPath, options.crew.size) : createInlineCrew();
  const viewsByHandle = new Map<CaptureHandle, CaptureViews>();
  const diffs = createLatest<{ diff: HeapDiff; canFollow: boolean }>(KEPT_DIFFS);
  const files = diskSourceFiles();
  let sourceSettings = NO_SOURCES;
  const forget = (handle: CaptureHandle): void => {
    viewsByHandle.delete(handle);
    diffs.forget((key) => key.split(':').includes(String(handle)));
  };
  const store = createCaptureStore({ ...options, load: (path, context) => loadCapture(path, crew, context), onForget: ({ handle }) => forget(handle) });

  /** The views of what is known at `stage`, or later; those of an earlier stage are let go. */
  const viewsAt = async (handle: CaptureHandle, stage: AnalysisStage, context: RequestContext): Promise<CaptureViews> => {
    const capture = await store.get(handle, context);
    await capture.run.wait(stage, context);
    const { analysis } = capture.run;
    let views = viewsByHandle.get(handle);
    if (views?.analysis !== analysis) {
      views = createCaptureViews(analysis, createSourceResolver(analysis, files, sourceSettings, readScriptTable(capture.path)));
      viewsByHandle.set(handle, views);
    }
    return views;
  };
  const completeAt = async (handle: CaptureHandle, context: RequestContext): Promise<{ views: CaptureViews; analysis: HeapAnalysis }> => {
    const views = await viewsAt(handle, 'complete', context);
    return { views, analysis: views.analysis as HeapAnalysis };
  };
  const diffOf = async (base: CaptureHandle, target: CaptureHandle, context: RequestContext): Promise<{ diff: HeapDiff; canFollow: boolean; baseViews: CaptureViews; targetViews: CaptureViews }> => {
    const { views: baseViews, analysis: older } = await completeAt(base, context);
    const { views: targetViews, analysis: newer } = await completeAt(target, context);
    const found = diffs.get(`${base}:${target}`, () => ({ diff: diffHeaps(older, newer, context.cancel), canFollow: sharesIdentity(older.graph, newer.graph, context.cancel) }));
    return { ...found, baseViews, targetViews };
  };
  const suspectInputs = async (handles: readonly CaptureHandle[], context: RequestContext): Promise<(SuspectInput & { views: CaptureViews })[]> => {
    const inputs = [];
    for (const handle of handles) {
      const { views, analysis } = await completeAt(handle, context);
      inputs.push({ handle, analysis, sources: views.sources, views });
    }
    return inputs;
  };

  return {
    ...captureHandlers(store, viewsAt),
    async 'settings/sources'(settings) {
      sourceSettings = settings;
      files.forget();
      viewsByHandle.clear(); // their locations were found with the old settings
      return null;
    },
    async 'diff/classes'(query, context) {
      const { diff, canFollow, targetViews } = await diffOf(query.base, query.target, context);
      return { ...diffClassPage(diff, { handle: query.target, views: targetViews }, query), canFollow };
    },
    async 'diff/members'(query, context) {
      const { diff, baseViews, targetViews } = await diffOf(query.base, query.target, context);
      return diffMemberPage(diff, query.classKey, { handle: query.base, views: baseViews }, { handle: query.target, views: targetViews }, query, context.cancel);
    },
    async 'suspects/find'({ captures, limit, settings }, context) {
      const inputs = await suspectInputs(captures, context);
      const ignored = { ignoredClassNames: settings?.ignoredClassNames ?? [], ignoredRuleIds: settings?.ignoredRuleIds ?? [] };
      return buildSuspectReport(inputs, { limit, ...ignored }, (index, node) => inputs[index]!.views.rows.nodeRow(node), context.cancel);
    },
    async 'suspects/instances'(query, context) {
      const inputs = await suspectInputs(query.captures, context);
      const listKey = `suspects ${query.captures.join()} ${query.order} ${query.classKey}`;
      return inputs.at(-1)!.views.nodePage(listKey, () => suspectInstances(inputs, query.classKey, query.order, context.cancel), { ...query, sortBy: 'edge', ascending: true }, context.cancel);
    },
  } satisfies { [M in AnalyzerMethod]: SessionHandlers[M] };
}
