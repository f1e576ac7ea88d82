/** What no user can leak by a line of code, or what the capture itself makes: set aside before any rule looks. */
import { NODE_KINDS } from '../../../protocol/kinds.ts';
import type { NodeOrdinal } from '../../../protocol/units.ts';
import { NODE_KIND } from '../../model/kindCodes.ts';
import type { HeapAnalysis } from '../heapAnalysis.ts';

/** V8's own objects: code, maps, feedback, tables. They grow while a program warms up. */
const SYSTEM_KINDS = new Set<number>((['hidden', 'code', 'object shape', 'synthetic', 'symbol', 'unknown'] as const).map((kind) => NODE_KINDS.indexOf(kind)));

/** Classes that the runtime or a connected inspector makes. */
const TOOL_CLASSES = /^(system \/|V8InspectorSession|InjectedScript|InspectorSession|Node \/ InspectorSession|\(compiled code\)|\(system\)|\(object shape\)|HeapSnapshotStream)/;

export function isSystemKind(kind: number): boolean {
  return SYSTEM_KINDS.has(kind);
}

export function isToolClass(name: string): boolean {
  return TOOL_CLASSES.test(name);
}

/** V8's helper between an object and what it holds: its table of elements, its properties, its captured variables. */
export function isHelper({ graph, classes }: HeapAnalysis, node: NodeOrdinal): boolean {
  const kind = graph.kindByNode.at(node);
  if (kind === NODE_KIND.array || kind === NODE_KIND.hidden || kind === NODE_KIND['object shape']) return true;
  return kind === NODE_KIND.object && classes.nameByClass[classes.classByNode.at(node)]!.startsWith('system / ');
}

/** Holds everything in some way, so that "held by it" says nothing. */
export function isGeneralHolder({ graph, distanceByNode }: HeapAnalysis, node: NodeOrdinal): boolean {
  return node === graph.rootNode || graph.kindByNode.at(node) === NODE_KIND.synthetic || distanceByNode.at(node) <= 1;
}
