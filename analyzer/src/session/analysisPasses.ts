/** The passes of an analysis: what each needs, which run at the same time, and where their columns are meanwhile. */
import { allDone } from '../base/allDone.ts';
import type { ColumnSource } from '../base/numberColumn.ts';
import type { WorkContext } from '../base/workContext.ts';
import type { DominatorTree } from '../analysis/dominators.ts';
import type { AnalysisColumns, ConstructorColumns, DominatorColumns, ReferenceColumns } from '../analysis/heapAnalysis.ts';
import type { HeapColumns } from '../model/heapGraph.ts';
import { releaseMemorySoon } from '../threads/releaseMemory.ts';
import { regionFor, type Workplace } from './workplace.ts';

/** The first stage. Its columns are in memory still, but where that is short. */
export async function findConstructors(place: Workplace, heap: HeapColumns, { cancel, report }: WorkContext): Promise<ConstructorColumns> {
  report('Grouping by constructor', 0);
  const { crew } = place;
  const quiet = { cancel, report() {} };
  const [{ totalBytes, ...sizes }, { classification, interfaces }] = await allDone([crew.run('shallowSizes', { heap }, quiet), crew.run('classify', { heap }, quiet)]);
  const table = await crew.run('classTable', { classification, ...sizes }, quiet);
  report('Grouping by constructor', 1);
  place.release([classification, sizes, heap.selfBytesByNode], table);
  const found = { heap: { ...heap, selfBytesByNode: null }, ...table, interfaces, totalBytes };
  if (!isTight(place, heap)) return found;
  return place.putTogether({ ...found, ...(await keepConstructors(place, found, quiet)) });
}

/** Columns of the first stage that only views read from then on. */
type ConstructorViews = Pick<ConstructorColumns, 'heap' | 'classByNode' | 'shallowBytesByNode' | 'detachednessByNode'>;

async function keepConstructors(place: Workplace, { heap, classByNode, shallowBytesByNode, detachednessByNode }: ConstructorColumns, context: WorkContext): Promise<ConstructorViews> {
  const { count, ...places } = heap.locations;
  const texts = 'texts' in heap.strings ? null : heap.strings;
  const kept = await keepColumns(place, { ...texts, ...places, classByNode, shallowBytesByNode, detachednessByNode }, context); // in one task: the queue is short meanwhile
  const { bytes, ends, classByNode: classes, shallowBytesByNode: sizes, detachednessByNode: states, ...locations } = kept;
  const strings = texts ? { bytes: bytes!, ends: ends! } : heap.strings;
  return { heap: { ...heap, strings, locations: { count, ...locations } }, classByNode: classes, shallowBytesByNode: sizes, detachednessByNode: states };
}

/** The same with all columns where views read them. */
async function keepColumns<Table extends object>(place: Workplace, table: Table, context: WorkContext): Promise<Table> {
  const entries = Object.entries(table).filter((entry): entry is [string, ColumnSource] => ArrayBuffer.isView(entry[1]));
  if (entries.length === 0) return table;
  const bytes = entries.reduce((sum, [, column]) => sum + (column as Uint8Array).byteLength + 64, 0);
  const kept = await place.crew.run('keep', { columns: entries.map(([, column]) => column), scratch: place.scratch && place.scratch.reserve(bytes) }, context);
  return { ...table, ...Object.fromEntries(entries.map(([name], index) => [name, kept[index]])) };
}

type RetainerColumns = Pick<ReferenceColumns, 'firstRetainerByNode' | 'wordByRetainer'>;

/** Steps of the longest way through the passes. */
export type PassStep = 'numbering' | 'dominators' | 'sizes';

/** What the passes behind the constructors find. Each of them may fail. */
export interface Passes {
  /** Columns of the first stage in the place where they stay. */
  readonly tables: Promise<ConstructorViews>;
  readonly references: Promise<ReferenceColumns & Pick<ConstructorColumns, 'heap'>>;
  /** In the place where they stay. */
  readonly retainers: Promise<RetainerColumns>;
  readonly tree: Promise<DominatorTree>;
  readonly sizes: Promise<Pick<DominatorColumns, 'retainedBytesByNode' | 'retainedBytesByClass'>>;
  readonly dominated: Promise<Pick<DominatorColumns, 'dominatorByNode' | 'firstDominatedByNode' | 'nodeByDominated'>>;
}

/**
 * Gives the crew all passes behind the constructors, each as soon as what it needs is there. On two threads one numbers the nodes, finds the
 * dominators and sums up what they retain, which takes longest; the other turns the edges round and measures distances meanwhile. Where
 * memory is short, fewer passes have their columns at the same time, the edges go to disk before the dominators, and the retainers meanwhile.
 */
export function startPasses(place: Workplace, columns: ConstructorColumns, progress: (step: PassStep, fraction: number) => void, context: WorkContext): Passes {
  const { heap, classes: { classCount } } = columns;
  const { crew } = place;
  const { nodeCount } = heap;
  const isShort = isTight(place, heap);
  const region = () => regionFor(place, nodeCount);
  releaseMemorySoon();
  const pairs = crew.run('weakMapPairs', { heap }, context);
  const views = keepConstructors(place, columns, context);
  const numbering = pairs.then((found) => crew.run('numbering', { heap, pairs: found }, context));
  const tables = allDone([views, numbering]).then(([kept]) => kept); // texts are asked for until then
  const turnRound = async () => crew.run('retainers', { heap, pairs: await pairs }, context);
  const measure = async () => {
    const [kept, found] = await allDone([views, pairs]);
    const { classByNode, shallowBytesByNode } = kept;
    const distanceByNode = await crew.run('distances', { heap: kept.heap, pairs: found }, context);
    const distances = await crew.run('nearest', { distanceByNode, shallowBytesByNode, classByNode, classCount, scratch: region() }, context);
    place.release(distanceByNode, distances);
    return distances;
  };
  // What takes less memory comes first where there is little.
  const firstDistances = isShort ? measure() : null;
  const retainers = isShort ? allDone([numbering, firstDistances]).then(turnRound) : turnRound();
  const distances = firstDistances ?? retainers.then(measure);
  const order = async () => {
    const [{ numbering: reached, retaining }, found] = await allDone([numbering, retainers]);
    const complete = await crew.run('completeNumbering', { heap, retaining, retainers: found, numbering: reached }, context);
    progress('numbering', 1);
    return { retaining, complete };
  };
  const ordered = order();
  const edges = isShort ? allDone([tables, distances]).then(([kept]) => keepColumns(place, kept.heap, context)) : tables.then((kept) => kept.heap);
  const refer = async () => {
    const [{ retaining }, found, measured, keptHeap] = await allDone([ordered, retainers, distances, edges]);
    return { retaining, ...found, ...measured, heap: keptHeap };
  };
  const references = refer();
  const dominate = async () => {
    const [{ retaining, complete }, found] = await allDone([ordered, retainers, isShort ? references : null]);
    releaseMemorySoon();
    const tree = await crew.run('dominators', { retaining, numbering: complete, retainers: found }, { ...context, report: (_, fraction) => progress('dominators', fraction) });
    progress('dominators', 1);
    place.release(complete, [tree, retaining]);
    return tree;
  };
  const tree = dominate();
  const sumUp = async () => {
    const [found, { classByNode, shallowBytesByNode }] = await allDone([tree, tables]);
    const sizes = await crew.run('retainedSizes', { tree: found, classByNode, classCount, shallowBytesByNode, scratch: region() }, context);
    progress('sizes', 1);
    return sizes;
  };
  const sizes = sumUp();
  return {
    tables,
    references,
    retainers: isShort ? allDone([retainers, references]).then(([found]) => keepColumns<RetainerColumns>(place, found, context)) : retainers,
    tree,
    sizes,
    dominated: (isClose(place, heap) ? sizes.then(() => tree) : tree).then((found) => crew.run('dominated', { tree: found, scratch: region() }, context)),
  };
}

/** The same with all columns on disk, which only views read from now on, and the few others in memory of their own: nothing refers to the arena any more. */
export async function keepAll(place: Workplace, columns: AnalysisColumns, context: WorkContext): Promise<AnalysisColumns> {
  const { firstRetainerByNode, wordByRetainer } = columns;
  return place.takeOut({ ...columns, ...(await keepColumns(place, { firstRetainerByNode, wordByRetainer }, context)), heap: await keepColumns(place, columns.heap, context) });
}

/** Whether the analysis would take more than it may if all columns stayed in memory until its end: two words an edge, and 33 bytes a node. */
function isTight({ memoryBytes }: Workplace, { nodeCount, edgeCount }: HeapColumns): boolean {
  return PROCESS_BYTES + 8 * edgeCount + 33 * nodeCount > memoryBytes;
}

/** Whether it would if the last two passes ran at the same time: 62 bytes a node. */
function isClose({ memoryBytes }: Workplace, { nodeCount, edgeCount }: HeapColumns): boolean {
  return PROCESS_BYTES + 8 * edgeCount + 62 * nodeCount > memoryBytes;
}

/** Node.js with its threads, before it has anything to do. */
const PROCESS_BYTES = 95e6;
