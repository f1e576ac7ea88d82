/** Names of scripts from the heap itself: closure → `shared` → `script` → name, joined with the closures' locations. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { edgeKind, edgeTarget, locationOfNode, type HeapView } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';

/** V8's script id → the script's name: a path, a file: URL, `node:fs`, … */
export type ScriptTable = ReadonlyMap<number, string>;

/** `script` since Node 20; `script_or_debug_info` before. */
const SCRIPT_EDGES = ['script', 'script_or_debug_info'];

/** All scripts that have a closure (measured: every script of user code). Cost: a few edges for one closure of each script. */
export function findScripts(graph: HeapView): ScriptTable {
  const { locations, kindByNode } = graph;
  const scripts = new Map<number, string>();
  const tries = new Map<number, number>();
  for (let row = 0; row < locations.count; row++) {
    const scriptId = locations.scriptIdByLocation.at(row);
    const node = locations.nodeByLocation.at(row);
    if (scripts.has(scriptId) || kindByNode.at(node) !== NODE_KIND.closure) continue;
    const tried = tries.get(scriptId) ?? 0;
    if (tried > MAX_TRIES) continue;
    tries.set(scriptId, tried + 1);
    const name = scriptNameOf(graph, node);
    if (name) scripts.set(scriptId, name);
  }
  return scripts;
}

/** A closure without the chain is rare (none seen); a script of which this many have none is given up. */
const MAX_TRIES = 5;

function scriptNameOf(graph: HeapView, closure: NodeOrdinal): string | null {
  const shared = followEdge(graph, closure, 'shared');
  if (shared === null) return null;
  for (const name of SCRIPT_EDGES) {
    const script = followEdge(graph, shared, name);
    if (script !== null) return graph.strings.text(graph.nameByNode.at(script)) || null;
  }
  return null;
}

/** Target of the first internal edge of that name, or null. */
export function followEdge(graph: HeapView, node: NodeOrdinal, name: string): NodeOrdinal | null {
  const { firstEdgeByNode, nameOrIndexByEdge, strings } = graph;
  for (let edge = firstEdgeByNode.at(node); edge < firstEdgeByNode.at(node + 1); edge++) {
    if (edgeKind(graph, edge) === EDGE_KIND.internal && strings.text(nameOrIndexByEdge.at(edge)) === name) return edgeTarget(graph, edge);
  }
  return null;
}

/** Where V8 says that the node (a closure, or the class of an object) is defined. Lines and columns from 0. */
export function scriptPositionOf({ locations }: HeapView, node: NodeOrdinal): { scriptId: number; line: number; column: number } | null {
  const row = locationOfNode(locations, node);
  if (row < 0) return null;
  return { scriptId: locations.scriptIdByLocation.at(row), line: locations.lineByLocation.at(row), column: locations.columnByLocation.at(row) };
}
