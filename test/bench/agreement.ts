/**
 * Whether two tools found the same in a file. Chrome DevTools must agree with Heapline in every node and every class but for its one known
 * defect; the other peers in what they compute at all. How far their other figures are away is told, not judged.
 */
import { DEVTOOLS, HEAPLINE, MEMLAB, VSCODE_PARSER } from './peers.ts';
import type { Answer, ClassLine } from './programs/answer.ts';

export interface Agreement {
  /** What must agree and does not. */
  readonly contradictions: readonly string[];
  /** A sentence on what was compared and what is known to differ. */
  readonly remark: string;
}

/** Heapline with itself: the rows of its class table, the nodes and the heap have one sum. */
export function checkOwn({ shallowBytes, classes }: Answer): Agreement {
  const rows = sumOf(classes!, 'selfBytes');
  const contradictions = rows === shallowBytes ? [] : [`${HEAPLINE}'s classes add up to ${rows} bytes, its nodes to ${shallowBytes}`];
  return { contradictions, remark: `${classes!.length} classes add up to the ${shallowBytes} bytes of all nodes` };
}

/** A second opening with the first one of the same file: nothing may differ. */
export function checkReopening(again: Answer, first: Answer): string[] {
  const contradictions = differences(again, first, ['nodeCount', 'edgeCount', 'shallowBytes', 'totalBytes']);
  if (JSON.stringify(again.columnHashes) !== JSON.stringify(first.columnHashes)) contradictions.push('a column of the index is not the one that was computed');
  if (JSON.stringify(again.classes) !== JSON.stringify(first.classes)) contradictions.push('the classes of the index are not those that were computed');
  return contradictions;
}

export function checkPeer(peer: string, theirs: Answer, ours: Answer): Agreement {
  const compare = { [DEVTOOLS]: withDevTools, [MEMLAB]: withMemLab, [VSCODE_PARSER]: withVsCodeParser }[peer];
  if (!compare) throw new Error(`${peer} is not a peer`);
  return compare(theirs, ours);
}

/** DevTools lets the last of two classes of one shown name overwrite the others; such rows may only be larger in Heapline. */
function withDevTools(theirs: Answer, ours: Answer): Agreement {
  const contradictions = differences(theirs, ours, ['nodeCount', 'edgeCount', 'shallowBytes', 'totalBytes']);
  for (const [column, hash] of Object.entries(theirs.columnHashes!)) {
    if (ours.columnHashes![column as 'shallow'] !== hash) contradictions.push(`${column} of some nodes differ`);
  }
  const ourRows = new Map(ours.classes!.map((row) => [row.key, row]));
  const overwritten: string[] = [];
  for (const row of theirs.classes!) {
    const own = ourRows.get(row.key);
    if (own && isSameRow(row, own)) continue;
    if (own && own.count > row.count) overwritten.push(row.name);
    else contradictions.push(`class ${row.name}: ${row.count} objects, ${row.selfBytes} and ${row.retainedBytes} bytes; ${HEAPLINE} has ${own ? `${own.count}, ${own.selfBytes} and ${own.retainedBytes}` : 'none'}`);
  }
  if (theirs.classes!.length !== ours.classes!.length) contradictions.push(`${theirs.classes!.length} classes, ${HEAPLINE} has ${ours.classes!.length}`);
  const lost = ours.shallowBytes! - sumOf(theirs.classes!, 'selfBytes');
  if (overwritten.length === 0 !== (lost === 0)) contradictions.push(`its classes lack ${lost} bytes of the total, with ${overwritten.length} rows overwritten`);
  const defect = overwritten.length === 0 ? '' : `, but for ${overwritten.join(', ')}, which DevTools overwrites with another class of that name (${lost} bytes are missing in its table)`;
  return { contradictions, remark: `every node's shallow and retained size, distance and dominator, and all ${theirs.classes!.length} classes are equal${defect}` };
}

function withMemLab(theirs: Answer, ours: Answer): Agreement {
  const differing = theirs.retainedBytesByNode && ours.retainedBytesByNode ? `; ${percentDiffering(theirs.retainedBytesByNode, ours.retainedBytesByNode)} % of its retained sizes differ from DevTools' and ours (it has no WeakMap rule and moves no helper's size to its owner)` : '';
  return { contradictions: differences(theirs, ours, ['nodeCount', 'edgeCount', 'shallowBytes']), remark: `nodes, edges and the sum of sizes are equal${differing}` };
}

function withVsCodeParser(theirs: Answer, ours: Answer): Agreement {
  const equal = theirs.classes!.filter((row) => {
    const rows = ours.classes!.filter(({ name }) => name === row.name);
    return rows.length > 0 && sumOf(rows, 'selfBytes') === row.selfBytes && sumOf(rows, 'count') === row.count && (rows.length > 1 || rows[0]!.retainedBytes === row.retainedBytes);
  }).length;
  return { contradictions: differences(theirs, ours, ['nodeCount', 'shallowBytes']), remark: `nodes and the sum of sizes are equal; ${equal} of its ${theirs.classes!.length} groups equal DevTools' and our classes (it counts objects without size, names no plain objects, has no WeakMap rule)` };
}

function differences(theirs: Answer, ours: Answer, fields: readonly ('nodeCount' | 'edgeCount' | 'shallowBytes' | 'totalBytes')[]): string[] {
  return fields.filter((field) => theirs[field] !== ours[field]).map((field) => `${field} is ${theirs[field]}, ${HEAPLINE} has ${ours[field]}`);
}

const isSameRow = (a: ClassLine, b: ClassLine): boolean => a.name === b.name && a.count === b.count && a.selfBytes === b.selfBytes && a.retainedBytes === b.retainedBytes;

const sumOf = (rows: readonly ClassLine[], field: 'count' | 'selfBytes'): number => rows.reduce((total, row) => total + row[field], 0);

function percentDiffering(a: Float64Array, b: Float64Array): string {
  let count = 0;
  for (let row = 0; row < a.length; row++) if (a[row] !== b[row]) count++;
  return ((100 * count) / a.length).toFixed(1);
}
