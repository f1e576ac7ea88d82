/** The sections of a snapshot file by key: which reader each gets, and what they found. */
import { HeaplineError } from '../../../protocol/errors.ts';
import type { ByteOffset, Bytes } from '../../../protocol/units.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import type { Diagnostics } from './diagnostics.ts';
import { createEdgeSection } from './edgeSection.ts';
import { createNodeSection } from './nodeSection.ts';
import { createRecordSection } from './recordColumns.ts';
import type { Section } from './section.ts';
import { createKeptSection, createSkippedSection } from './skippedSection.ts';
import { parseSnapshotHeader, type SnapshotLayout } from './snapshotHeader.ts';
import { createStringSection } from './stringSection.ts';
import { createTraceTreeSection } from './traceTreeSection.ts';

/** What the sections found; the first four are always there. */
export interface SectionResults {
  readonly layout: SnapshotLayout;
  readonly nodes: ReturnType<typeof createNodeSection>;
  readonly edges: ReturnType<typeof createEdgeSection>;
  readonly strings: ReturnType<typeof createStringSection>;
  readonly locations: ReturnType<typeof createRecordSection> | undefined;
  readonly traceFunctions: ReturnType<typeof createRecordSection> | undefined;
  readonly traceTree: ReturnType<typeof createTraceTreeSection> | undefined;
  readonly samples: ReturnType<typeof createRecordSection> | undefined;
}

/** Known, and of no use to Heapline yet: which closure reads which variable (Chrome 156 and later). */
const IGNORED_KEYS = new Set(['scopes', 'scope_context_vars', 'scope_uses']);
const REQUIRED = ['nodes', 'edges', 'strings'] as const;
/** Rows to make room for when the input's length is unknown. */
const UNKNOWN_CAPACITY = 1 << 20;

export interface Sections {
  /** The reader of the section `key`. Errors: malformedInput, unsupportedVersion. */
  begin(key: string, byteOffset: ByteOffset): Section;
  /** The section that begin() named is complete. */
  end(): void;
  /** For "the file ends …". */
  where(): string;
  /** Errors: malformedInput when a section is missing. */
  results(): SectionResults;
}

export function createSections({ inputBytes, diagnostics, cancel }: { inputBytes?: Bytes; diagnostics: Diagnostics; cancel: CancelSignal }): Sections {
  const found: { -readonly [K in keyof SectionResults]?: SectionResults[K] } = {};
  const header = createKeptSection();
  let headerOffset: ByteOffset = 0;
  let current: string | null = null;
  let last: string | null = null;

  /** Rows that the input can hold at most: a header may lie, and must not make us allocate what no file backs. */
  const capacity = (count: number, fieldCount: number): number => Math.min(count, inputBytes === undefined ? UNKNOWN_CAPACITY : Math.ceil(inputBytes / (2 * fieldCount)));

  const create = (key: string, layout: SnapshotLayout, byteOffset: ByteOffset): Section => {
    switch (key) {
      case 'nodes': return (found.nodes = createNodeSection(layout, capacity(layout.nodeCount, layout.node.fieldCount), diagnostics, cancel));
      case 'edges': return (found.edges = createEdgeSection(layout, capacity(layout.edgeCount, layout.edge.fieldCount), diagnostics, cancel));
      case 'strings': return (found.strings = createStringSection(cancel));
      case 'trace_tree': return (found.traceTree = createTraceTreeSection(cancel));
      case 'locations':
        if (layout.location.fieldCount > 0) return (found.locations = createRecordSection(layout.location.fieldCount, cancel));
        break;
      case 'trace_function_infos':
        if (layout.traceFunction.fieldCount > 0) return (found.traceFunctions = createRecordSection(layout.traceFunction.fieldCount, cancel));
        break;
      case 'samples':
        if (layout.sample.fieldCount > 0) return (found.samples = createRecordSection(layout.sample.fieldCount, cancel));
        break;
      default:
        if (!IGNORED_KEYS.has(key)) diagnostics.count('unknownSection', byteOffset);
    }
    return createSkippedSection();
  };

  return {
    begin(key, byteOffset) {
      current = key;
      if (key === 'snapshot') {
        headerOffset = byteOffset;
        return header;
      }
      if (!found.layout) throw new HeaplineError('unknownFormat', `the file begins with ${JSON.stringify(key)}, a heap snapshot begins with "snapshot"`, { byteOffset });
      if (key in found) throw new HeaplineError('malformedInput', `there are two sections ${key}`, { byteOffset });
      return create(key, found.layout, byteOffset);
    },
    end() {
      if (current === 'snapshot') found.layout = parseSnapshotHeader(header.text(), headerOffset);
      last = current;
      current = null;
    },
    where: () => (current !== null ? `inside the section ${current}` : last !== null ? `after the section ${last}` : 'before its header'),
    results() {
      const missing = found.layout ? REQUIRED.find((key) => !found[key]) : 'snapshot';
      if (missing) throw new HeaplineError('malformedInput', `the section ${missing} is missing`, { byteOffset: headerOffset });
      return { locations: undefined, traceFunctions: undefined, traceTree: undefined, samples: undefined, ...found } as SectionResults;
    },
  };
}
