/** The sections of a snapshot file by key: which reader each gets, and what they found. */
import { HeaplineError } from '../../../protocol/errors.ts';
import type { ByteOffset, Bytes } from '../../../protocol/units.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import type { SinkMaker } from '../../base/numberColumn.ts';
import type { SnapshotKernel } from '../../kernels/snapshotKernel.ts';
import type { Diagnostics } from './diagnostics.ts';
import { createEdgeSection } from './edgeSection.ts';
import { createLocationSection } from './locationSection.ts';
import { createNodeSection } from './nodeSection.ts';
import { createRecordSection } from './recordColumns.ts';
import type { Section } from './section.ts';
import { createKeptSection, createSkippedSection } from './skippedSection.ts';
import { parseSnapshotHeader, type SnapshotLayout } from './snapshotHeader.ts';
import { createStringSection } from './stringSection.ts';
import { createTraceTreeSection } from './traceTreeSection.ts';

/** What the sections found. A whole file has the first four; a part of one has `edges` and what was in the part. */
export interface SectionResults {
  readonly layout: SnapshotLayout;
  readonly nodes: ReturnType<typeof createNodeSection> | undefined;
  readonly edges: ReturnType<typeof createEdgeSection>;
  readonly strings: ReturnType<typeof createStringSection> | undefined;
  readonly locations: ReturnType<typeof createLocationSection> | undefined;
  readonly traceFunctions: ReturnType<typeof createRecordSection> | undefined;
  readonly traceTree: ReturnType<typeof createTraceTreeSection> | undefined;
  readonly samples: ReturnType<typeof createRecordSection> | undefined;
}

/** Known, and of no use to Heapline yet: which closure reads which variable (Chrome 156 and later). */
const IGNORED_KEYS: ReadonlySet<string> = new Set(['scopes', 'scope_context_vars', 'scope_uses']);
const REQUIRED = ['nodes', 'edges', 'strings'] as const;
/** What the strings of a file may take at once; they grow beyond. Memory that is not written to is never taken. */
const MAX_STRING_BYTES = 0xffffffff;
/** Rows to make room for when the input's length is unknown. */
const UNKNOWN_CAPACITY = 1 << 20;

export interface Sections {
  /** The reader of the section `key`. Errors: unknownFormat, malformedInput. */
  begin(key: string, byteOffset: ByteOffset): Section;
  /** The section that begin() named is complete. Errors: those of the header. */
  end(): void;
  /** For "the file ends …". */
  where(): string;
  /** Null before the header is read. */
  layout(): SnapshotLayout | null;
  /** The edges, for an input that begins in the middle of them. */
  continueEdges(layout: SnapshotLayout, edgesToCome: number): Section;
  /** Errors: unknownFormat, malformedInput when a section is missing. */
  results(): SectionResults & Required<Pick<SectionResults, 'nodes' | 'strings'>>;
  /** What there is, of an input that is a part of a file. */
  partResults(): SectionResults;
}

export interface SectionsOptions {
  readonly inputBytes?: Bytes;
  readonly diagnostics: Diagnostics;
  readonly cancel: CancelSignal;
  readonly sink: SinkMaker | null;
  /** Whose memory the window is; null: there is none. */
  readonly kernel: SnapshotKernel | null;
  /** The input is only the beginning of a file, up to a cut within the edges. */
  readonly endsInEdges?: boolean;
}

export function createSections({ inputBytes, diagnostics, cancel, sink, kernel, endsInEdges = false }: SectionsOptions): Sections {
  const found: { -readonly [K in keyof SectionResults]?: SectionResults[K] } = {};
  const header = createKeptSection();
  const seen = new Set<string>();
  let headerOffset: ByteOffset = 0;
  let current: string | null = null;
  let last: string | null = null;

  /** Rows that the input can hold at most: a header may lie, and must not make us allocate what no file backs. */
  const capacity = (count: number, fieldCount: number): number => Math.min(count, inputBytes === undefined ? UNKNOWN_CAPACITY : Math.ceil(inputBytes / (2 * fieldCount)));

  const createEdges = (layout: SnapshotLayout, part: 'beginning' | 'continued' | undefined, count = layout.edgeCount): Section =>
    (found.edges = createEdgeSection({ layout, capacity: capacity(count, layout.edge.fieldCount), diagnostics, cancel, sink, kernel, ...(part ? { part } : {}) }));

  const create = (key: string, layout: SnapshotLayout, byteOffset: ByteOffset): Section => {
    switch (key) {
      case 'nodes': return (found.nodes = createNodeSection({ layout, capacity: capacity(layout.nodeCount, layout.node.fieldCount), diagnostics, cancel, sink, kernel }));
      case 'edges': return createEdges(layout, endsInEdges ? 'beginning' : undefined);
      case 'strings': return (found.strings = createStringSection(Math.min(MAX_STRING_BYTES, inputBytes === undefined ? UNKNOWN_CAPACITY : Math.max(0, inputBytes - byteOffset)), cancel, kernel));
      case 'trace_tree': return (found.traceTree = createTraceTreeSection(cancel));
      case 'locations':
        if (layout.location) return (found.locations = createLocationSection({ layout, capacity: inputBytes === undefined ? 0 : Math.min(layout.nodeCount, Math.ceil(inputBytes / (2 * layout.location.fieldCount))), fields: layout.location, diagnostics, cancel, kernel }));
        break;
      case 'trace_function_infos':
        if (layout.traceFunction) return (found.traceFunctions = createRecordSection(layout.traceFunction.fieldCount, cancel));
        break;
      case 'samples':
        if (layout.sample) return (found.samples = createRecordSection(layout.sample.fieldCount, cancel));
        break;
    }
    if (!IGNORED_KEYS.has(key)) diagnostics.count('unknownSection', byteOffset);
    return createSkippedSection();
  };

  return {
    begin(key, byteOffset) {
      if (!found.layout && key !== 'snapshot') throw new HeaplineError('unknownFormat', `the file begins with ${JSON.stringify(key)}, a heap snapshot begins with "snapshot"`, { byteOffset });
      if (seen.has(key)) throw new HeaplineError('malformedInput', `there are two sections ${JSON.stringify(key)}`, { byteOffset });
      seen.add(key);
      current = key;
      if (key === 'snapshot') {
        headerOffset = byteOffset;
        return header;
      }
      return create(key, found.layout!, byteOffset);
    },
    end() {
      if (current === 'snapshot') {
        found.layout = parseSnapshotHeader(header.text(), headerOffset);
        if (found.layout.unknownFieldCount > 0) diagnostics.count('unknownField', headerOffset, found.layout.unknownFieldCount);
      }
      last = current;
      current = null;
    },
    layout: () => found.layout ?? null,
    continueEdges(layout, edgesToCome) {
      found.layout = layout;
      for (const key of ['snapshot', 'nodes', 'edges']) seen.add(key);
      current = 'edges';
      return createEdges(layout, 'continued', edgesToCome);
    },
    partResults: () => ({ nodes: undefined, strings: undefined, locations: undefined, traceFunctions: undefined, traceTree: undefined, samples: undefined, ...found }) as SectionResults,
    where: () => (current !== null ? `inside the section ${current}` : last !== null ? `after the section ${last}` : 'before its header'),
    results() {
      if (!found.layout) throw new HeaplineError('unknownFormat', 'the file is an empty object, a heap snapshot begins with "snapshot"', { byteOffset: 0 });
      const missing = REQUIRED.find((key) => !found[key]);
      if (missing) throw new HeaplineError('malformedInput', `the section ${missing} is missing`, { byteOffset: headerOffset });
      return { locations: undefined, traceFunctions: undefined, traceTree: undefined, samples: undefined, ...found } as ReturnType<Sections['results']>;
    },
  };
}
