/** The panel's small pure parts: keyboard, scroll window, numbers, columns, what is saved, names of rows, finding rows by halving. */
import assert from 'node:assert/strict';
import type { NodeRow } from '../../analyzer/protocol/rows.ts';
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE } from '../../analyzer/protocol/units.ts';
import type { Bridge } from '../../webview-ui/src/bridge.ts';
import { clampWidth, gridTemplate, MAX_COLUMN_PX, MIN_COLUMN_PX, nextSort } from '../../webview-ui/src/state/columns.ts';
import { findMember } from '../../webview-ui/src/state/findRow.ts';
import { formatCount, formatDelta, formatDistance, formatShare, formatSize } from '../../webview-ui/src/state/format.ts';
import { commandOf, typeAhead, type KeyPress, type TreePosition } from '../../webview-ui/src/state/keyboard.ts';
import { valueText } from '../../webview-ui/src/state/rows.ts';
import { FRESH_STATE, fromSaved, toSaved, type SavedState } from '../../webview-ui/src/state/savedState.ts';
import { listOffsetPx, MAX_SCROLL_PX, offsetToShow, rowsInView, scrollHeightPx, scrollTopPx } from '../../webview-ui/src/state/scrollWindow.ts';
import { ENGLISH, text } from '../../webview-ui/src/strings.ts';

describe('keyboard of a tree', () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });
  const at = (more: Partial<TreePosition> = {}): TreePosition => ({ place: 5, rowCount: 100, pageRows: 10, isOpen: false, canOpen: true, ...more });

  const moves: readonly [string, Partial<TreePosition>, number][] = [
    ['ArrowDown', {}, 6], ['ArrowUp', {}, 4], ['Home', {}, 0], ['End', {}, 99], ['PageDown', {}, 14], ['PageUp', {}, 0],
    ['ArrowDown', { place: 99 }, 99], ['ArrowUp', { place: 0 }, 0], ['PageDown', { place: 95 }, 99], ['ArrowDown', { place: -1 }, 0], ['ArrowUp', { place: -1 }, 99], ['PageDown', { pageRows: 0 }, 6],
  ];
  for (const [key, position, to] of moves) {
    it(`${key} from ${JSON.stringify(position)} goes to ${to}`, () => assert.deepEqual(commandOf(press(key), at(position)), { do: 'move', to }));
  }

  it('opens and enters to the right, closes and leaves to the left', () => {
    assert.deepEqual(commandOf(press('ArrowRight'), at()), { do: 'open' });
    assert.deepEqual(commandOf(press('ArrowRight'), at({ isOpen: true })), { do: 'firstChild' });
    assert.equal(commandOf(press('ArrowRight'), at({ canOpen: false })), null);
    assert.deepEqual(commandOf(press('ArrowLeft'), at({ isOpen: true })), { do: 'close' });
    assert.deepEqual(commandOf(press('ArrowLeft'), at()), { do: 'parent' });
  });

  it('leaves keys to others that are not its own', () => {
    for (const other of [press('Tab'), press('f', { ctrlKey: true }), press('ArrowDown', { altKey: true }), press('F5')]) assert.equal(commandOf(other, at()), null);
    assert.equal(commandOf(press('ArrowDown'), at({ rowCount: 0 })), null);
  });

  it('opens sources, menus and copies', () => {
    assert.deepEqual(commandOf(press('Enter'), at()), { do: 'source' });
    assert.deepEqual(commandOf(press('Enter', { altKey: true }), at()), { do: 'sourceBeside' });
    assert.deepEqual(commandOf(press('F10', { shiftKey: true }), at()), { do: 'menu' });
    assert.deepEqual(commandOf(press('c', { metaKey: true }), at()), { do: 'copy' });
  });

  it('finds the next row by its first letters, round the end', () => {
    const names = ['Array', 'Buffer', 'Baz', undefined, 'Bar'];
    const find = (prefix: string, from: number): number => typeAhead(prefix, from, names.length, (place) => names[place]);
    assert.equal(find('b', 0), 1);
    assert.equal(find('b', 1), 2, 'one letter goes on');
    assert.equal(find('ba', 2), 2, 'more letters may stay');
    assert.equal(find('b', 4), 1);
    assert.equal(find('BAR', 0), 4);
    assert.equal(find('x', 0), -1);
    assert.equal(typeAhead('x', 0, 0, () => undefined), -1);
  });
});

describe('scroll window', () => {
  it('draws what is in view and a little more', () => {
    assert.deepEqual(rowsInView(0, 100, 20, 1000, 2), { first: 0, end: 7 });
    assert.deepEqual(rowsInView(190, 100, 20, 1000, 2), { first: 7, end: 17 });
    assert.deepEqual(rowsInView(19_950, 100, 20, 1000, 2), { first: 995, end: 1000 });
    assert.deepEqual(rowsInView(5000, 100, 20, 3, 2), { first: 3, end: 3 }, 'the list has just become shorter');
  });

  for (const total of [1000, MAX_SCROLL_PX, MAX_SCROLL_PX + 1, 4 * MAX_SCROLL_PX, 22e9]) {
    it(`reaches both ends of ${total} pixels and comes back from everywhere`, () => {
      const view = 400;
      const bottom = scrollHeightPx(total) - view;
      assert.ok(scrollHeightPx(total) <= MAX_SCROLL_PX);
      assert.equal(listOffsetPx(0, total, view), 0);
      assert.ok(Math.abs(listOffsetPx(bottom, total, view) - (total - view)) < 1e-3);
      for (const share of [0.1, 0.5, 0.9]) {
        const offset = (total - view) * share;
        assert.ok(Math.abs(listOffsetPx(scrollTopPx(offset, total, view), total, view) - offset) < 1e-3);
      }
    });
  }

  it('moves no further than it must', () => {
    assert.equal(offsetToShow(5, 0, 200, 20, 'nearest'), 0);
    assert.equal(offsetToShow(10, 0, 200, 20, 'nearest'), 20);
    assert.equal(offsetToShow(3, 100, 200, 20, 'nearest'), 60);
    assert.equal(offsetToShow(50, 0, 200, 20, 'center'), 910);
    assert.equal(offsetToShow(1, 500, 200, 20, 'center'), 0);
  });
});

describe('numbers of the panel', () => {
  it('writes counts, sizes, deltas and shares', () => {
    assert.deepEqual([0, 999, 1234567, -4000].map(formatCount), ['0', '999', '1,234,567', '−4,000']);
    assert.deepEqual([0, 999, 1000, 99_940, 99_960, 999_499, 999_500, 1_500_000_000, -2048].map(formatSize), ['0 B', '999 B', '1.0 kB', '99.9 kB', '100 kB', '999 kB', '1.0 MB', '1.5 GB', '−2.0 kB']);
    assert.deepEqual([5, 0, -5].map((value) => formatDelta(value, formatCount)), ['+5', '0', '−5']);
    assert.deepEqual([[0, 100], [1, 1000], [5, 1000], [50, 100], [100, 100], [1, 0]].map(([part, whole]) => formatShare(part!, whole!)), ['0 %', '<1 %', '1 %', '50 %', '100 %', '0 %']);
    assert.deepEqual([3, UNREACHABLE_DISTANCE, DISTANCE_BASE_SYSTEM + 2].map(formatDistance), ['3', '–', '–']);
  });

  it('keeps columns in bounds and turns a sort round', () => {
    assert.deepEqual([1, 100.4, 10_000].map(clampWidth), [MIN_COLUMN_PX, 100, MAX_COLUMN_PX]);
    assert.equal(gridTemplate([80, 120]), 'minmax(160px, 1fr) 80px 120px');
    assert.deepEqual(nextSort({ by: 'count', ascending: false }, 'count', false), { by: 'count', ascending: true });
    assert.deepEqual(nextSort({ by: 'count', ascending: true }, 'name', true), { by: 'name', ascending: true });
  });

  it('writes values as DevTools does', () => {
    const node = (kind: NodeRow['kind'], name: string): string => valueText({ kind, name } as NodeRow);
    assert.deepEqual([node('string', 'a'), node('concatenated string', 'b'), node('regexp', 'x+'), node('closure', 'f'), node('array', ''), node('object', 'Map'), node('hidden', '')], ['"a"', '"b"', '/x+/', 'f()', '[]', 'Map', '(hidden)']);
  });
});

describe('saved state', () => {
  const state: SavedState = {
    ...FRESH_STATE, page: 'comparison', basePath: '/a', detail: 'path', detailShare: 0.5, showsPercent: false, showsUnits: true, widthsPx: { count: 90 },
    trees: { summary: { sort: { by: 'count', ascending: true }, filter: 'x', memory: { open: ['ca\n'], selected: [{ index: 3, id: 'n3' }] } } },
  };

  it('comes back the same through JSON', () => assert.deepEqual(fromSaved(JSON.parse(JSON.stringify(toSaved(state)))), state));

  it('keeps no more than it must', () => {
    const open = Array.from({ length: 1000 }, (_, index) => `c${index}\n`);
    const saved = fromSaved(toSaved({ ...state, trees: { summary: { ...state.trees.summary!, memory: { open: ['x'.repeat(1e6), ...open], selected: [] } } } }));
    assert.equal(saved.trees.summary!.memory.open.length, 200);
    assert.equal(saved.trees.summary!.memory.open[0], 'c0\n');
  });

  const strange: readonly unknown[] = [undefined, null, 7, 'x', [], {}, { version: 99 }, { version: 1, page: 'nowhere', trees: { summary: 3, other: {} }, detailShare: 7, widthsPx: { a: 'wide' } }, { version: 1, trees: { summary: { sort: { by: 1 }, memory: { open: [1], selected: [{ index: -1, id: 'x' }, { index: 'a' }] } } } }];
  for (const saved of strange) {
    it(`survives ${JSON.stringify(saved)}`, () => {
      const { page, detailShare, widthsPx, trees } = fromSaved(saved);
      assert.deepEqual({ page, detailShare, widthsPx }, { page: 'summary', detailShare: FRESH_STATE.detailShare, widthsPx: {} });
      assert.deepEqual(trees.summary?.memory ?? { open: [], selected: [] }, { open: [], selected: [] });
    });
  }
});

describe('finding an object among its class', () => {
  const members: NodeRow[] = Array.from({ length: 10_000 }, (_, node) => ({ node: node * 3, nodeId: node, kind: 'object', name: '', className: '', distance: node % 4, selfBytes: 16, retainedBytes: (node * 7919) % 50, edgeCount: 0, detached: false, location: null }));

  for (const [by, ascending] of [['retainedBytes', false], ['retainedBytes', true], ['distance', true], ['selfBytes', false]] as const) {
    it(`halves its way in an order by ${by}, ${ascending ? 'up' : 'down'}, with many equals`, async () => {
      const sorted = members.slice().sort((a, b) => (ascending ? 1 : -1) * (a[by]! - b[by]!) || a.node - b.node);
      let questions = 0;
      const ask = (async (_method: string, { offset, limit }: { offset: number; limit: number }) => (questions++, { offset, total: sorted.length, rows: sorted.slice(offset, offset + limit) })) as unknown as Bridge['ask'];
      for (const index of [0, 1, 4999, 9998, 9999]) {
        assert.deepEqual(await findMember(ask, 1, 'key', sorted[index]!, { by, ascending }), { index, id: `n${sorted[index]!.node}` });
      }
      assert.ok(questions <= 5 * 17, `${questions} questions`);
      assert.equal(await findMember(ask, 1, 'key', { ...sorted[0]!, node: 1 }, { by, ascending }), null);
    });
  }
});

describe('texts of the panel', () => {
  it('puts values in their places', () => {
    assert.equal(text('progress', 'Reading', 42), 'Reading: 42 %');
    assert.equal(text('nothingMatches', '{0} {1}'), 'No constructor matches “{0} {1}”.', 'a value is not looked into');
  });

  it('has no text that is empty', () => assert.deepEqual(Object.entries(ENGLISH).filter(([, value]) => value.trim() === ''), []));
});
