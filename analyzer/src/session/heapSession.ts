/**
 * The session: a handler for every question of the request table, over the captures that are open. It turns handles into
 * views, keeps what was computed, and is used alike by the worker thread and by the command line.
 */
import type { AnalyzerMethod, SourceSettings } from '../../protocol/requests.ts';
import type { AnalysisStage } from '../../protocol/rows.ts';
import type { Bytes, CaptureHandle } from '../../protocol/units.ts';
import type { HeapAnalysis } from '../analysis/heapAnalysis.ts';
import { createInlineCrew, createThreadCrew } from '../crew/crew.ts';
import type { CaptureComparison } from '../crew/compareCaptures.ts';
import { createSourceResolver, type OpenedScripts } from '../sources/sourceResolver.ts';
import { captureHandlers } from './captureHandlers.ts';
import { withoutDamage } from './withoutDamage.ts';
import { createCaptureStore, type KnownCapture, type OpenCapture } from './captureStore.ts';
import { createCaptureViews, type CaptureViews } from './captureViews.ts';
import { compareOnCrew } from './compareOnCrew.ts';
import { diffClassPage, diffMemberPage } from './diffViews.ts';
import { diskSourceFiles } from './fileSource.ts';
import { createFollowedCaptures } from './followedCaptures.ts';
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
  /** Whether to keep an index beside each capture, and to open those that are there. Default: false. */
  readonly keepIndex?: boolean;
  /** Threads that read and analyse: their program (dist/analyzerCrew.js) and their number. Default: the session's own thread does it. */
  readonly crew?: { readonly programPath: string; readonly size: number };
}

/** Does `work` while none of the captures can be closed. */
async function useAll<Result>([first, ...others]: readonly OpenCapture[], work: () => Promise<Result>): Promise<Result> {
  return first ? first.use(() => useAll(others, work)) : work();
}

/** Comparisons kept. One of two 10-million-node heaps takes about 80 MB. */
const KEPT_COMPARISONS = 3;
const NO_SOURCES: SourceSettings = { workspaceFolders: [], pathMappings: {} };

/** A session with nothing open. */
export function createHeapSession(options: SessionOptions): SessionHandlers {
  const crew = options.crew ? createThreadCrew(options.crew.programPath, options.crew.size) : createInlineCrew();
  const { programPath } = options.crew ?? {};
  const followed = createFollowedCaptures(programPath === undefined ? null : () => createThreadCrew(programPath, 1));
  const viewsByHandle = new Map<CaptureHandle, CaptureViews>();
  /** Views change with each stage, scripts don't. */
  const scriptsByHandle = new Map<CaptureHandle, OpenedScripts>();
  const comparisons = createLatest<Promise<CaptureComparison>>(KEPT_COMPARISONS);
  const files = diskSourceFiles();
  let sourceSettings = NO_SOURCES;
  const forget = (handle: CaptureHandle): void => {
    viewsByHandle.delete(handle);
    scriptsByHandle.delete(handle);
    comparisons.forget((key) => key.split(':').includes(String(handle)));
  };
  const load = (path: string, context: RequestContext) => loadCapture(path, crew, context, { keepIndex: options.keepIndex ?? false, takeFollowed: followed.take });
  const store = createCaptureStore({ ...options, load, onForget: ({ handle }) => forget(handle) });

  /** The views of what is known at `stage`, or later; those of an earlier stage are let go. */
  const viewsAt = async (handle: CaptureHandle, stage: AnalysisStage, context: RequestContext): Promise<CaptureViews> => {
    const capture = await store.get(handle, context);
    await capture.run.wait(stage, context);
    const { analysis } = capture.run;
    let views = viewsByHandle.get(handle);
    if (views?.analysis !== analysis) {
      const scripts = scriptsByHandle.get(handle) ?? (new Map() as OpenedScripts);
      scriptsByHandle.set(handle, scripts);
      views = createCaptureViews(analysis, createSourceResolver(analysis, files, sourceSettings, { liveScripts: readScriptTable(capture.path), scripts }));
      viewsByHandle.set(handle, views);
    }
    return views;
  };
  const completeAt = async (handle: CaptureHandle, context: RequestContext): Promise<{ views: CaptureViews; analysis: HeapAnalysis }> => {
    await (await store.get(handle, context)).run.waitForPaths(context);
    const views = await viewsAt(handle, 'complete', context);
    return { views, analysis: views.analysis as HeapAnalysis };
  };
  /** What came and went from the first to the last capture; computed once, also for those who ask meanwhile. */
  const comparisonOf = async (handles: readonly CaptureHandle[], context: RequestContext): Promise<CaptureComparison> => {
    const captures: OpenCapture[] = [];
    for (const handle of handles) captures.push(await store.get(handle, context));
    const key = handles.join(':');
    const work = comparisons.get(key, () => useAll(captures, () => compareOnCrew(crew, captures.map(({ run }) => run.columns), context)));
    return work.catch((error: unknown) => {
      comparisons.forget((known) => known === key);
      throw error;
    });
  };
  const diffOf = async (base: CaptureHandle, target: CaptureHandle, context: RequestContext): Promise<CaptureComparison & { baseViews: CaptureViews; targetViews: CaptureViews }> => {
    for (const handle of [base, target]) await viewsAt(handle, 'complete', context);
    const comparison = await comparisonOf([base, target], context);
    return { ...comparison, baseViews: await viewsAt(base, 'complete', context), targetViews: await viewsAt(target, 'complete', context) }; // of now: an analysis may have gone on meanwhile
  };
  const suspectInputs = async (handles: readonly CaptureHandle[], context: RequestContext): Promise<{ inputs: (SuspectInput & { views: CaptureViews })[]; identity: CaptureComparison | null }> => {
    const inputs = [];
    for (const handle of handles) {
      const { views, analysis } = await completeAt(handle, context);
      inputs.push({ handle, analysis, sources: views.sources, views });
    }
    const comparison = handles.length > 1 ? await comparisonOf(handles, context) : null;
    return { inputs, identity: comparison?.canFollow ? comparison : null };
  };

  const handlers = {
    ...captureHandlers(store, viewsAt),
    async 'heap/follow'(file) {
      followed.begin(file);
      return null;
    },
    async 'heap/followed'({ path, bytes }) {
      followed.end(path, bytes);
      return null;
    },
    async 'settings/sources'(settings) {
      sourceSettings = settings;
      files.forget();
      viewsByHandle.clear(); // their locations were found with the old settings
      scriptsByHandle.clear();
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
      const { inputs, identity } = await suspectInputs(captures, context);
      const ignored = { ignoredClassNames: settings?.ignoredClassNames ?? [], ignoredRuleIds: settings?.ignoredRuleIds ?? [] };
      return buildSuspectReport(inputs, identity, { limit, ...ignored }, (index, node) => inputs[index]!.views.rows.nodeRow(node), context.cancel);
    },
    async 'suspects/instances'(query, context) {
      const { inputs, identity } = await suspectInputs(query.captures, context);
      const listKey = `suspects ${query.captures.join()} ${query.order} ${query.classKey}`;
      return inputs.at(-1)!.views.nodePage(listKey, () => suspectInstances(inputs.at(-1)!, identity, query.classKey, query.order), { ...query, sortBy: 'edge', ascending: true }, context.cancel);
    },
  } satisfies { [M in AnalyzerMethod]: SessionHandlers[M] };
  return withoutDamage(handlers, store);
}
