/**
 * Reading one file on several threads. Edges are two thirds of a snapshot, so the cuts lie among them: the first part has the header, the
 * nodes and the first edges, the last one the last edges and what comes behind. See PartImporter for why a wrong cut does no harm.
 */
import { NEVER_CANCELLED } from '../../base/cancel.ts';
import { isInMemory, type ColumnSource, type PagedRows } from '../../base/numberColumn.ts';
import { createColumn, withRoom } from '../../base/growableColumn.ts';
import type { ImportDiagnostic } from '../../model/importDiagnostics.ts';
import type { InputPart, PartImporter, PartReaderOptions, SeekableInput } from '../importer.ts';
import { assembleTail, toCapture, type Tail } from './assembleCapture.ts';
import { addDiagnostics, createDiagnostics } from './diagnostics.ts';
import type { EdgeColumns } from './edgeSection.ts';
import type { NodeColumns } from './nodeSection.ts';
import { findRecordStart } from './recordStart.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';
import { createSectionReader } from './snapshotReader.ts';

/** What a part's reader has to know. */
interface PartFormat {
  readonly layout: SnapshotLayout | null;
  /** About as many at most, from the part's beginning on. */
  readonly edgesToCome: number;
}

/** What one part gives. */
interface PartResult {
  readonly layout: SnapshotLayout;
  /** In the first part only. */
  readonly nodes: NodeColumns | null;
  readonly edges: EdgeColumns;
  /** In the last part only. */
  readonly tail: Tail | null;
  readonly diagnostics: readonly ImportDiagnostic[];
}

/** Headers have 2 kB; the cuts are looked for in stretches of this size. */
const LOOK_BYTES = 64 * 1024;
/** Smaller files are read before a second thread would have begun. */
const MIN_PART_BYTES = 2 * 1024 * 1024;

export const snapshotParts: PartImporter = {
  cut(input, count) {
    const layout = readLayout(input);
    const starts = [{ startOffset: 0, edgesToCome: layout?.edgeCount ?? 0 }];
    for (let part = 1; layout && part < count; part++) {
      const from = Math.floor((input.inputBytes * part) / count);
      if (from - starts.at(-1)!.startOffset < MIN_PART_BYTES || input.inputBytes - from < MIN_PART_BYTES) continue;
      const start = findRecordStart(input.readAt(from, LOOK_BYTES), layout);
      // Edges get longer towards the end, with the numbers in them.
      if (start) starts.push({ startOffset: from + start.position, edgesToCome: Math.min(layout.edgeCount, Math.ceil((input.inputBytes - from) / start.edgeBytes)) });
    }
    // A part but the last has the comma with which the next one begins: it shows that its last number is complete.
    return starts.map(({ startOffset, edgesToCome }, index) => ({
      startOffset,
      endOffset: index + 1 < starts.length ? starts[index + 1]!.startOffset + 1 : input.inputBytes,
      isLast: index + 1 === starts.length,
      format: { layout, edgesToCome } satisfies PartFormat,
    }));
  },
  createReader(part, options) {
    return createPartReader(part, options);
  },
  join(parts) {
    const results = parts as readonly PartResult[];
    const [first] = results;
    const { edgeCount } = first!.layout;
    if (!first!.nodes || !results.at(-1)!.tail || results.reduce((sum, { edges }) => sum + edges.edgeCount, 0) !== edgeCount) return null;
    const { layout, nodes } = first!;
    const diagnostics = addDiagnostics(results.map((part) => part.diagnostics));
    return toCapture(layout, nodes!, joinEdges(results.map(({ edges }) => edges), edgeCount), results.at(-1)!.tail!, diagnostics);
  },
};

/** The columns of the first part with those of the others behind. Cost: one copy of the others. */
function joinEdges([first, ...others]: readonly EdgeColumns[], edgeCount: number): EdgeColumns {
  const wordByEdge = withRoom(first!.wordByEdge, edgeCount).subarray(0, edgeCount);
  let { edgeCount: filled, maxName, maxNameOffset } = first!;
  for (const part of others) {
    wordByEdge.set(part.wordByEdge.subarray(0, part.edgeCount), filled);
    filled += part.edgeCount;
    if (part.maxName > maxName) ({ maxName, maxNameOffset } = part);
  }
  const all = [first!, ...others];
  return {
    edgeCount,
    wordByEdge,
    nameOrIndexByEdge: joinSources(all.map(({ nameOrIndexByEdge }) => nameOrIndexByEdge)),
    maxName,
    maxNameOffset,
  };
}

/** One source after the other: stretches of one file, or memory. */
function joinSources(sources: readonly ColumnSource[]): ColumnSource {
  const onDisk = sources.filter((source): source is PagedRows => !isInMemory(source));
  const length = sources.reduce((sum, source) => sum + source.length, 0);
  if (onDisk.length === sources.length) return { ...onDisk[0]!, length, stretches: onDisk.flatMap(({ stretches }) => stretches) };
  const joined = createColumn(Uint32Array, length);
  let filled = 0;
  for (const source of sources) {
    joined.set(source as Uint32Array, filled);
    filled += source.length;
  }
  return joined;
}

function createPartReader(part: InputPart, { inputBytes, cancel, sink = null }: PartReaderOptions): { push(bytes: Uint8Array): void; finish(): PartResult } {
  const diagnostics = createDiagnostics();
  const { layout, edgesToCome } = part.format as PartFormat;
  const isFirst = part.startOffset === 0;
  const reader = createSectionReader({ inputBytes, cancel, diagnostics, sink, ...(isFirst ? {} : { continued: { layout: layout!, byteOffset: part.startOffset, edgesToCome } }), endsInEdges: !part.isLast });
  return {
    push: reader.push,
    finish() {
      const results = part.isLast ? reader.finish() : reader.finishInEdges();
      return {
        layout: results.layout,
        nodes: isFirst ? results.nodes!.columns() : null,
        edges: results.edges.columns(),
        tail: part.isLast ? assembleTail(results, diagnostics) : null,
        diagnostics: diagnostics.list(),
      };
    },
  };
}

/** The header's content; null when it is not at the file's beginning as it should be: reading the whole will say why. */
function readLayout(input: SeekableInput): SnapshotLayout | null {
  try {
    const reader = createSectionReader({ cancel: NEVER_CANCELLED, diagnostics: createDiagnostics(), sink: null, makeKernel: () => null });
    reader.push(input.readAt(0, LOOK_BYTES));
    return reader.layout();
  } catch {
    return null; // found again, and told, by whoever reads the whole
  }
}
