/**
 * Node and edge kinds, defined once. Columns hold the index into these tables, messages the string.
 * Source: V8, src/profiler/heap-snapshot-generator.h (HeapEntry::Type, HeapGraphEdge::Type), Node 16 to 26.
 */

/** V8's node types in V8's own words. A file's own list maps onto this by name; a name not in here becomes `unknown`. */
export const NODE_KINDS = [
  'hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic',
  'concatenated string', 'sliced string', 'symbol', 'bigint', 'object shape', 'wasm object', 'unknown',
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** V8's edge types. `element` and `hidden` edges are named by a number, all others by a string. */
export const EDGE_KINDS = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak', 'invisible', 'unknown'] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** Who wrote the code or object of a step: the user's workspace, an npm package, Node itself, or V8. */
export type CodeOwner = 'user' | 'dependency' | 'node' | 'v8';
