/**
 * A heap made up by arithmetic: every row follows from its number, so a class of a million instances costs nothing, and each
 * answer is known beforehand. It also stands for the host: what was opened and copied is written down. Its analyses stand still at the
 * stage that a test sets until the test lets them go on; what comes later is null, and a question for it is noted as too early.
 */
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { AnalyzerRequests } from '../../../analyzer/protocol/requests.ts';
import { ANALYSIS_STAGES, type AnalysisStage, type ClassRow, type DiffRow, type EdgeRow, type HeapSummary, type NodeRow, type Page, type PathStep, type SourceLocation } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { CaptureChoice, HostMessage, HostRequests, PanelMethod, PanelRequests, PanelTarget } from '../../../analyzer/protocol/webviewMessages.ts';

export const MILLION = 1_000_000;
/** More rows than any browser's element is high. */
export const HUGE = 5_000_000;
const SMALL_CLASSES = 60;
const TOTAL_BYTES = 2_000_000_000;

const CHOICES: CaptureChoice[] = [
  { path: '/captures/first.heapsnapshot', label: 'before load', takenAtMs: Date.UTC(2026, 0, 1, 12) },
  { path: '/captures/warm.heapsnapshot', label: 'after warm-up', takenAtMs: Date.UTC(2026, 0, 1, 11) },
];

export const SUMMARY: HeapSummary = {
  handle: 1, stage: 'complete', path: '/captures/second.heapsnapshot', fileBytes: 123_456_789, nodeCount: 6_543_210, edgeCount: 20_000_000, stringCount: 54_321,
  totalBytes: TOTAL_BYTES, extraNativeBytes: 0, classCount: SMALL_CLASSES + 3, hasLocations: true, hasAllocationStacks: false, diagnostics: [],
};

/** A name that would be markup if anything took it for markup. */
export const HOSTILE_NAME = '<img src=x onerror="document.title=\'pwned\'">';

const location = (line: number): SourceLocation => ({ url: 'file:///app/server.ts', file: '/app/server.ts', line, column: 3, mapped: true, label: `server.ts:${line}`, owner: 'user' });

const CLASSES: ClassRow[] = [
  { classKey: 'Session', name: 'Session', count: MILLION, selfBytes: 56 * MILLION, retainedBytes: 1_200_000_000, distance: 4, location: location(12) },
  { classKey: 'Huge', name: 'Huge', count: HUGE, selfBytes: 16 * HUGE, retainedBytes: 400_000_000, distance: 5, location: null },
  { classKey: 'hostile', name: HOSTILE_NAME, count: 3, selfBytes: 96, retainedBytes: 300_000_000, distance: 2, location: null },
  ...Array.from({ length: SMALL_CLASSES }, (_, index) => ({ classKey: `Class${index}`, name: `Class${index}`, count: index + 1, selfBytes: 1000 * (index + 1), retainedBytes: 2000 * (index + 1), distance: 1 + (index % 7), location: index % 3 === 0 ? location(100 + index) : null })),
];

const DIFF: DiffRow[] = [
  { classKey: 'Session', name: 'Session', addedCount: 250_000, removedCount: 1000, deltaCount: 249_000, addedBytes: 14_000_000, removedBytes: 56_000, deltaBytes: 13_944_000, location: location(12) },
  { classKey: 'Class3', name: 'Class3', addedCount: 2, removedCount: 6, deltaCount: -4, addedBytes: 2000, removedBytes: 6000, deltaBytes: -4000, location: null },
];

/** Ordinals: the instances of Session, then of everything else. */
export function nodeRow(node: number, className = node < MILLION ? 'Session' : 'Object'): NodeRow {
  return {
    node, nodeId: 2 * node + 1, kind: node % 10 === 7 ? 'closure' : node % 10 === 8 ? 'string' : 'object', name: node % 10 === 7 ? `handler${node}` : node % 10 === 8 ? `text of ${node}` : className, className,
    distance: 4 + (node % 3), selfBytes: 56, retainedBytes: 5_000_000 - Math.floor(node / 4), edgeCount: node % 5 === 4 ? 0 : 6, detached: false, location: node % 2 === 0 ? location(20 + (node % 50)) : null,
  };
}

const EDGE_NAMES = ['id', 'payload', '0', 'context', 'map', 'onClose'];
const EDGE_KINDS = ['property', 'property', 'element', 'context', 'internal', 'property'] as const;

/** Child `index` of `node`. */
const childRow = (node: number, index: number): EdgeRow => ({ edge: node * 6 + index, edgeKind: EDGE_KINDS[index]!, edgeName: EDGE_NAMES[index]!, node: nodeRow((node * 7 + index * 13 + 5) % HUGE), location: index === 1 ? location(40 + index) : null });

/** Each object is held by the one at half its ordinal, and by itself: a cycle. */
function retainerRow(node: number, index: number): EdgeRow {
  const holder = index === 0 ? Math.floor(node / 2) : node;
  return { edge: 1_000_000_000 + node * 2 + index, edgeKind: 'property', edgeName: index === 0 ? 'clients' : 'self', node: { ...nodeRow(holder), distance: holder === 0 ? 1 : Math.ceil(Math.log2(holder + 1)) + 1 }, location: index === 0 ? location(12) : null };
}

function pathTo(node: number): PathStep[] {
  const held = nodeRow(node);
  const first: PathStep = { node: held, edge: null, edgeKind: null, edgeName: null, words: 'Session', location: held.location, owner: 'user' };
  const second: PathStep = { node: nodeRow(7), edge: 1, edgeKind: 'context', edgeName: 'clients', words: 'variable `clients` of function `cleanup`', location: location(12), owner: 'user' };
  const last: PathStep = { node: nodeRow(2 * MILLION), edge: 2, edgeKind: 'property', edgeName: 'SIGINT', words: 'listener of `SIGINT` on `process`', location: null, owner: 'node' };
  return [first, second, last];
}

function page<Row>(total: number, { offset, limit }: { offset: number; limit: number }, row: (index: number) => Row): Page<Row> {
  return { offset, total, rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => row(offset + index)) };
}

function sortedBy<Row>(rows: readonly Row[], { sortBy, ascending, filter, ...query }: { sortBy?: string; ascending?: boolean; filter?: string; offset: number; limit: number }, name: (row: Row) => string): Page<Row> {
  const shown = rows.filter((row) => name(row).toLowerCase().includes((filter ?? '').toLowerCase()));
  const value = (row: Row): string | number => (row as Record<string, string | number>)[sortBy ?? 'name']!;
  shown.sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (ascending ? 1 : -1));
  return page(shown.length, query, (index) => shown[index]!);
}

/** Values as they are before their stage: null. */
function knownAt<Row extends { distance: number | null; retainedBytes: number | null }>(stage: AnalysisStage, row: Row): Row {
  return { ...row, distance: reaches(stage, 'references') ? row.distance : null, retainedBytes: reaches(stage, 'complete') ? row.retainedBytes : null };
}

const knownEdge = (stage: AnalysisStage, edge: EdgeRow): EdgeRow => ({ ...edge, node: knownAt(stage, edge.node) });

function reaches(reached: AnalysisStage, wanted: AnalysisStage): boolean {
  return ANALYSIS_STAGES.indexOf(reached) >= ANALYSIS_STAGES.indexOf(wanted);
}

/** Stage that a question needs; a sort by a column that comes later needs that column's. */
function stageFor(method: PanelMethod, params: unknown): AnalysisStage {
  const { sortBy } = (params ?? {}) as { sortBy?: string };
  if (method.startsWith('diff/') || method === 'heap/dominated' || sortBy === 'retainedBytes') return 'complete';
  return method === 'heap/retainers' || method === 'heap/path' || method === 'heap/statistics' || sortBy === 'distance' ? 'references' : 'constructors';
}

/** The analysis of one capture: where it stands, and who waits for it. */
interface FakeAnalysis {
  stage: AnalysisStage;
  readonly waiting: Set<{ readonly stage: AnalysisStage; resolve(summary: HeapSummary): void; reject(error: Error): void }>;
}

type Answers = { [M in PanelMethod]?: (params: PanelRequests[M]['params']) => PanelRequests[M]['result'] | Promise<PanelRequests[M]['result']> };

export interface FakeHost {
  answer(method: PanelMethod, params: unknown, tell?: (message: HostMessage) => void): Promise<unknown>;
  /** What the host was asked to do, oldest first. */
  readonly opened: HostRequests['host/openSource']['params'][];
  readonly copied: string[];
  settingsShown: number;
  /** Methods of all questions, oldest first. */
  readonly asked: PanelMethod[];
  /** Set to make questions of one method fail. */
  failing: PanelMethod | null;
  /** How long each answer takes. */
  delayMs: number;
  show: PanelTarget;
  choices: CaptureChoice[];
  previousPath: string | null;
  summary: HeapSummary;
  /** Questions that came before their stage. */
  readonly tooEarly: string[];
  /** The stage that the capture has when it is opened; the one compared with, handle 2, likewise. */
  startsAt(stage: AnalysisStage, handle?: CaptureHandle): void;
  /** Lets the analysis come to this stage. */
  reach(stage: AnalysisStage, handle?: CaptureHandle): void;
  /** Tells how far the analysis is. */
  progress(fraction: number, handle?: CaptureHandle): void;
  /** Ends the analysis with this error. */
  fail(error: HeaplineError, handle?: CaptureHandle): void;
}

export function createFakeHost(): FakeHost {
  const analyses = new Map<CaptureHandle, FakeAnalysis>([1, 2].map((handle) => [handle, { stage: 'complete', waiting: new Set() }]));
  const analysisAt = (handle: CaptureHandle): FakeAnalysis => analyses.get(handle)!;
  const summaryAt = (handle: CaptureHandle): HeapSummary => ({ ...host.summary, handle, stage: analysisAt(handle).stage, path: handle === 1 ? host.summary.path : CHOICES[0]!.path });
  const settle = (handle: CaptureHandle, error?: HeaplineError): void => {
    const { stage, waiting } = analysisAt(handle);
    for (const waiter of waiting) {
      if (!error && !reaches(stage, waiter.stage)) continue;
      waiting.delete(waiter);
      if (error) waiter.reject(error);
      else waiter.resolve(summaryAt(handle));
    }
  };
  let tellPanel: (message: HostMessage) => void = () => {};
  const host: FakeHost = {
    opened: [], copied: [], settingsShown: 0, asked: [], failing: null, delayMs: 0, show: { page: 'summary' }, choices: CHOICES, previousPath: null, summary: SUMMARY, tooEarly: [],
    startsAt: (stage, handle = 1) => (analysisAt(handle).stage = stage),
    reach(stage, handle = 1) {
      analysisAt(handle).stage = stage;
      settle(handle);
    },
    progress(fraction, handle = 1) {
      for (const { stage } of analysisAt(handle).waiting) tellPanel({ type: 'tell', topic: 'panel/analysis', value: { handle, stage, fraction } });
    },
    fail: (error, handle = 1) => settle(handle, error),
    async answer(method, params, tell) {
      tellPanel = tell ?? tellPanel;
      host.asked.push(method);
      const { handle = 1, target } = (params ?? {}) as { handle?: CaptureHandle; target?: CaptureHandle };
      for (const about of target === undefined ? [handle] : [1, 2]) if (!reaches(analysisAt(about).stage, stageFor(method, params))) host.tooEarly.push(method);
      if (host.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, host.delayMs));
      if (host.failing === method) throw new HeaplineError('malformedInput', 'a string index is 9 but there are 4 strings', { byteOffset: 1234 });
      const answer = answers[method] as ((params: unknown) => unknown) | undefined;
      if (!answer) throw new HeaplineError('internal', `nothing answers ${method}`);
      return answer(params);
    },
  };
  const answers: Answers = {
    ...heapAnswers((handle) => analysisAt(handle).stage),
    'heap/wait': ({ handle, stage }) => new Promise((resolve, reject) => {
      analysisAt(handle).waiting.add({ stage, resolve, reject });
      settle(handle);
    }),
    'heap/stop': ({ handle }) => (settle(handle, new HeaplineError('cancelled')), summaryAt(handle)),
    'panel/start': () => ({ capture: summaryAt(1), label: 'after load', choices: host.choices, previousPath: host.previousPath, show: host.show, isAsked: false }),
    'host/openSource': (params) => (host.opened.push(params), null),
    'host/openSettings': () => (host.settingsShown++, null),
    'host/copy': ({ text }) => (host.copied.push(text), null),
    'host/openCapture': ({ path }) => ({ ...summaryAt(2), path }),
  };
  return host;
}

function heapAnswers(stageOf: (handle: CaptureHandle) => AnalysisStage): { [M in keyof AnalyzerRequests]?: (params: AnalyzerRequests[M]['params']) => AnalyzerRequests[M]['result'] } {
  return {
    'heap/classes': (params) => sortedBy(CLASSES.map((row) => knownAt(stageOf(params.handle), row)), params, ({ name }) => name),
    'diff/classes': (params) => ({ ...sortedBy(DIFF, params, ({ name }) => name), canFollow: true }),
    'heap/classMembers'({ handle, classKey, ...query }) {
      const { count, name } = CLASSES.find((row) => row.classKey === classKey)!;
      return page(count, query, (index) => knownAt(stageOf(handle), nodeRow(classKey === 'Session' ? index : MILLION + index, name)));
    },
    'diff/members': ({ classKey, base, target, ...query }) => {
      const { addedCount, removedCount } = DIFF.find((row) => row.classKey === classKey)!;
      return page(addedCount + removedCount, query, (index) => ({ ...nodeRow(index), change: index < addedCount ? 'added' : 'removed', capture: index < addedCount ? target : base }));
    },
    'heap/children': ({ handle, node, ...query }) => page(6, query, (index) => knownEdge(stageOf(handle), childRow(node === 'root' ? 0 : node, index))),
    'heap/dominated': ({ node, ...query }) => page(node === 'root' ? 1000 : 4, query, (index) => nodeRow(node === 'root' ? index : node * 4 + index)),
    'heap/retainers': ({ handle, node, ...query }) => page(2, query, (index) => knownEdge(stageOf(handle), retainerRow(node, index))),
    'heap/path': ({ node }) => ({ steps: pathTo(node), sentence: 'listener of `SIGINT` on `process` holds variable `clients` of function `cleanup`, which holds Session', reachesRoot: true }),
    'heap/nodeById': ({ handle, nodeId }) => {
      if (nodeId % 2 === 0) throw new HeaplineError('notFound', `There is no object @${nodeId} in this capture`);
      return knownAt(stageOf(handle), nodeRow((nodeId - 1) / 2));
    },
    'heap/statistics': () => ({
      totalBytes: TOTAL_BYTES,
      rows: [
        { id: 'code', label: 'Code', bytes: 100_000_000 }, { id: 'strings', label: 'Strings', bytes: 300_000_000 }, { id: 'jsArrays', label: 'JS arrays', bytes: 200_000_000 }, { id: 'typedArrays', label: 'Typed arrays', bytes: 150_000_000 },
        { id: 'system', label: 'System objects', bytes: 50_000_000 }, { id: 'otherJs', label: 'Other JS objects', bytes: 1_100_000_000 }, { id: 'otherNative', label: 'Other non-JS objects', bytes: 100_000_000 },
      ],
    }),
  };
}
