/** Where a constructor or an object is in the sorted lists of Summary, so that the panel can go there without loading what is between. */
import type { ClassRow, NodeRow } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';
import type { ClassSort, DiffSort, NodeSort } from './sources.ts';
import type { PathItem } from './treeStore.ts';

const CLASS_PAGE_ROWS = 1000;

/** The constructor's place among all that pass the filter; null when the capture has none like it. Cost: one question for a thousand constructors. */
export async function findClass(ask: Bridge['ask'], handle: CaptureHandle, sort: ClassSort, isIt: (row: ClassRow) => boolean, filter = ''): Promise<(PathItem & { readonly row: ClassRow }) | null> {
  for (let offset = 0; ; offset += CLASS_PAGE_ROWS) {
    const { rows, total } = await ask('heap/classes', { handle, offset, limit: CLASS_PAGE_ROWS, sortBy: sort.by, ascending: sort.ascending, filter });
    const index = rows.findIndex(isIt);
    if (index >= 0) return { index: offset + index, id: `c${rows[index]!.classKey}`, row: rows[index]! };
    if (offset + CLASS_PAGE_ROWS >= total) return null;
  }
}

/** The constructor's place in the comparison; null when nothing of it changed. */
export async function findDiffClass(ask: Bridge['ask'], base: CaptureHandle, target: CaptureHandle, sort: DiffSort, classKey: string): Promise<PathItem | null> {
  for (let offset = 0; ; offset += CLASS_PAGE_ROWS) {
    const { rows, total } = await ask('diff/classes', { base, target, offset, limit: CLASS_PAGE_ROWS, sortBy: sort.by, ascending: sort.ascending });
    const index = rows.findIndex((row) => row.classKey === classKey);
    if (index >= 0) return { index: offset + index, id: `c${classKey}` };
    if (offset + CLASS_PAGE_ROWS >= total) return null;
  }
}

/** The object's place among its class's members, by halving: some twenty questions for a million. Null for an order by name, and when it is not there. */
export async function findMember(ask: Bridge['ask'], handle: CaptureHandle, classKey: string, member: NodeRow, sort: NodeSort): Promise<PathItem | null> {
  if (sort.by === 'name' || sort.by === 'edge') return null;
  const { by, ascending } = sort;
  // A row from an earlier stage does not know the value yet.
  const node = member[by] === null ? await ask('heap/nodeById', { handle, nodeId: member.nodeId }) : member;
  const page = async (offset: number, limit: number): Promise<readonly NodeRow[]> =>
    (await ask('heap/classMembers', { handle, classKey, offset, limit, sortBy: by, ascending })).rows;
  // Equal rows keep the order of their ordinals.
  const isBefore = (row: NodeRow): boolean => (row[by] === node[by] ? row.node < node.node : row[by]! < node[by]! === ascending);
  let low = 0;
  let high = (await ask('heap/classMembers', { handle, classKey, offset: 0, limit: 1, sortBy: by, ascending })).total;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [row] = await page(middle, 1);
    if (row && isBefore(row)) low = middle + 1;
    else high = middle;
  }
  const [found] = await page(low, 1);
  return found?.node === node.node ? { index: low, id: `n${node.node}` } : null;
}
