/** The tree without a DOM: flattening, opening and closing, pages that come in any order, memory bounds. */
import assert from 'node:assert/strict';
import { addPage, ancestry, childKey, closeRow, emptyTree, failPage, missingPages, openKeys, openRow, PAGE_ROWS, placeOf, refAt, ROOT_LIST, rowAt, rowCount, type ListKey, type RowRef, type Tree } from '../../webview-ui/src/state/treeModel.ts';

interface Row {
  readonly id: string;
}

const rows = (from: number, count: number): Row[] => Array.from({ length: count }, (_, index) => ({ id: `r${from + index}` }));
/** A list of `total` rows of which the page at `offset` is known. */
const withPage = (tree: Tree<Row>, key: ListKey, total: number, offset = 0): Tree<Row> => addPage(tree, key, { offset, total, rows: rows(offset, Math.min(PAGE_ROWS, total - offset)) });
const root = (index: number): RowRef => ({ list: ROOT_LIST, index });

/** Every row as `level:id`, unknown ones as `level:?`. */
function drawn(tree: Tree<Row>): string[] {
  return Array.from({ length: rowCount(tree) }, (_, place) => {
    const ref = refAt(tree, place);
    return `${tree.lists.get(ref.list)!.level}:${rowAt(tree, ref)?.id ?? '?'}`;
  });
}

describe('tree model', () => {
  it('starts as one row that is not known yet', () => {
    const tree = emptyTree<Row>();
    assert.deepEqual(drawn(tree), ['1:?']);
    assert.deepEqual(missingPages(tree, 0, 1), [{ key: ROOT_LIST, offset: 0 }]);
  });

  it('puts the rows of open lists below their parents', () => {
    let tree = withPage(emptyTree<Row>(), ROOT_LIST, 3);
    tree = openRow(tree, root(1));
    assert.deepEqual(drawn(tree), ['1:r0', '1:r1', '2:?', '1:r2']);
    tree = withPage(tree, childKey(ROOT_LIST, 'r1'), 2);
    tree = openRow(tree, { list: childKey(ROOT_LIST, 'r1'), index: 1 });
    tree = withPage(tree, childKey(childKey(ROOT_LIST, 'r1'), 'r1'), 2);
    assert.deepEqual(drawn(tree), ['1:r0', '1:r1', '2:r0', '2:r1', '3:r0', '3:r1', '1:r2']);
  });

  it('finds every row where it is shown, and shows it where it is found', () => {
    let tree = withPage(emptyTree<Row>(), ROOT_LIST, 40);
    for (const index of [3, 0, 39, 17]) {
      tree = withPage(openRow(tree, root(index)), childKey(ROOT_LIST, `r${index}`), 5 + index);
      tree = withPage(openRow(tree, { list: childKey(ROOT_LIST, `r${index}`), index: 4 }), childKey(childKey(ROOT_LIST, `r${index}`), 'r4'), 3);
    }
    assert.equal(rowCount(tree), 40 + 4 * 5 + 3 + 0 + 39 + 17 + 4 * 3);
    const seen = new Set<string>();
    for (let place = 0; place < rowCount(tree); place++) {
      const ref = refAt(tree, place);
      assert.equal(placeOf(tree, ref), place);
      seen.add(JSON.stringify(ref));
    }
    assert.equal(seen.size, rowCount(tree));
  });

  it('holds a million rows as one page', () => {
    let tree = withPage(emptyTree<Row>(), ROOT_LIST, 2);
    tree = withPage(openRow(tree, root(0)), childKey(ROOT_LIST, 'r0'), 1_000_000);
    assert.equal(rowCount(tree), 1_000_002);
    assert.deepEqual(refAt(tree, 1_000_001), root(1));
    assert.deepEqual(missingPages(tree, 500_050, 500_090), [{ key: childKey(ROOT_LIST, 'r0'), offset: 500_000 }]);
  });

  it('forgets the pages that were looked at longest ago, but none with an open row', () => {
    const key = ROOT_LIST;
    let tree = withPage(emptyTree<Row>(), key, 100_000);
    tree = openRow(tree, root(5));
    for (let page = 1; page < 300; page++) tree = withPage(tree, key, 100_000, page * PAGE_ROWS);
    const list = tree.lists.get(key)!;
    assert.ok(list.pages.size <= 61, `${list.pages.size} pages are kept`);
    assert.ok(list.pages.has(0), 'the page of the open row');
    assert.ok(list.pages.has(299), 'the page that came last');
    assert.ok(!list.pages.has(1));
  });

  it('closes a row with all below it, and shows the same again when it is opened', () => {
    let tree = withPage(emptyTree<Row>(), ROOT_LIST, 2);
    tree = withPage(openRow(tree, root(0)), childKey(ROOT_LIST, 'r0'), 2);
    tree = withPage(openRow(tree, { list: childKey(ROOT_LIST, 'r0'), index: 0 }), childKey(childKey(ROOT_LIST, 'r0'), 'r0'), 1);
    const before = drawn(tree);
    const closed = closeRow(tree, root(0));
    assert.deepEqual(drawn(closed), ['1:r0', '1:r1']);
    assert.equal(placeOf(closed, { list: childKey(ROOT_LIST, 'r0'), index: 0 }), -1);
    assert.deepEqual(openKeys(closed), []);
    assert.deepEqual(drawn(openRow(closed, root(0))), before);
  });

  it('counts a page that comes for a closed list only once it is open', () => {
    let tree = withPage(emptyTree<Row>(), ROOT_LIST, 2);
    tree = closeRow(openRow(tree, root(0)), root(0));
    tree = withPage(tree, childKey(ROOT_LIST, 'r0'), 7);
    assert.equal(rowCount(tree), 2);
    assert.equal(rowCount(openRow(tree, root(0))), 9);
  });

  it('does not ask again for what failed', () => {
    const tree = failPage(emptyTree<Row>(), ROOT_LIST, 0, { code: 'internal', message: 'no' });
    assert.deepEqual(missingPages(tree, 0, 1), []);
    assert.equal(withPage(tree, ROOT_LIST, 1).lists.get(ROOT_LIST)!.failures.size, 0);
  });

  it('names the way to a row', () => {
    let tree = withPage(emptyTree<Row>(), ROOT_LIST, 3);
    tree = withPage(openRow(tree, root(2)), childKey(ROOT_LIST, 'r2'), 4);
    assert.deepEqual(ancestry(tree, { list: childKey(ROOT_LIST, 'r2'), index: 3 }).map(({ row }) => row.id), ['r2', 'r3']);
  });

  it('keeps lists apart whose ids hold the separator', () => {
    assert.notEqual(childKey(ROOT_LIST, 'a\nb'), childKey(childKey(ROOT_LIST, 'a'), 'b'));
  });
});
