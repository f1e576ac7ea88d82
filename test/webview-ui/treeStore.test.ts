/** How a tree fills itself: what it asks for, what it gives up, what it remembers. */
import assert from 'node:assert/strict';
import { HeaplineError } from '../../analyzer/protocol/errors.ts';
import { childKey, refAt, ROOT_LIST, rowAt, rowCount } from '../../webview-ui/src/state/treeModel.ts';
import { createTreeStore, selectedPlace, type TreeSource, type TreeStore } from '../../webview-ui/src/state/treeStore.ts';

interface Row {
  readonly id: string;
}

interface Question {
  readonly parent: string | null;
  readonly offset: number;
  readonly signal: AbortSignal;
}

/** Every row has `count` children, named after it. Questions are noted; `gate` holds their answers back. */
function source(count: number, options: { prefix?: string; gate?: Promise<void> } = {}): TreeSource<Row> & { readonly questions: Question[] } {
  const questions: Question[] = [];
  return {
    questions,
    async fetch(parent, { offset, limit }, signal) {
      questions.push({ parent: parent?.id ?? null, offset, signal });
      await options.gate;
      const rows = Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, index) => ({ id: `${parent?.id ?? options.prefix ?? ''}.${offset + index}` }));
      return { offset, total: count, rows };
    },
    canOpen: () => true,
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));
const ids = (store: TreeStore<Row>): (string | undefined)[] => {
  const { tree } = store.state();
  return Array.from({ length: rowCount(tree) }, (_, place) => rowAt(tree, refAt(tree, place))?.id);
};

describe('tree store', () => {
  it('asks once for a page however often it comes into view', async () => {
    const from = source(5);
    const store = createTreeStore(from);
    store.show(0, 20);
    store.show(0, 21);
    await settle();
    assert.deepEqual(from.questions.map(({ offset }) => offset), [0]);
    assert.deepEqual(ids(store), ['.0', '.1', '.2', '.3', '.4']);
  });

  it('gives up questions that are out of view, and asks for what is in it', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const quick = source(100_000);
    const store = createTreeStore(quick);
    store.show(0, 30);
    await settle();
    const slow = source(100_000, { gate });
    quick.fetch = slow.fetch;
    for (const first of [5_000, 30_000, 60_000]) {
      store.show(first, first + 30);
      await settle();
    }
    assert.deepEqual(slow.questions.map(({ offset, signal }) => [offset, signal.aborted]), [[5_000, true], [30_000, true], [60_000, false]]);
    open();
    await settle();
    assert.equal(rowAt(store.state().tree, refAt(store.state().tree, 60_010))?.id, '.60010');
    assert.equal(rowAt(store.state().tree, refAt(store.state().tree, 5_010)), undefined, 'an answer to a question that was given up is not shown');
  });

  it('shows why a page did not come until it is told to try again', async () => {
    let fails = true;
    const good = source(3);
    const store = createTreeStore<Row>({ ...good, fetch: (...args) => (fails ? Promise.reject(new HeaplineError('outOfMemory')) : good.fetch(...args)) });
    store.show(0, 10);
    await settle();
    assert.equal(store.state().tree.lists.get(ROOT_LIST)!.failures.get(0)?.code, 'outOfMemory');
    store.show(0, 11);
    await settle();
    fails = false;
    store.retry();
    await settle();
    assert.deepEqual(ids(store), ['.0', '.1', '.2']);
  });

  it('keeps the old rows until a new source has some, then opens and selects what was', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const store = createTreeStore(source(3));
    store.show(0, 20);
    await settle();
    store.open({ list: ROOT_LIST, index: 1 });
    await settle();
    store.select(refAt(store.state().tree, 3));
    const before = ids(store);
    const next = source(3, { gate });
    store.setSource(next);
    await settle();
    assert.deepEqual(ids(store), before);
    open();
    await settle();
    assert.deepEqual(ids(store), before);
    assert.equal(selectedPlace(store.state()), 3);
  });

  it('drops the answer of a source that was replaced', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const store = createTreeStore(source(2));
    store.show(0, 5);
    await settle();
    store.setSource(source(4, { prefix: 'old', gate }));
    store.setSource(source(1, { prefix: 'new' }));
    await settle();
    open();
    await settle();
    assert.deepEqual(ids(store), ['new.0']);
  });

  it('goes to a row deep in the tree, loading only the pages on the way', async () => {
    const from = source(1_000_000);
    const store = createTreeStore(from);
    assert.equal(await store.reveal([{ index: 2, id: '.2' }, { index: 654_321, id: '.2.654321' }]), true);
    assert.equal(selectedPlace(store.state()), 2 + 1 + 654_321);
    assert.deepEqual(from.questions.map(({ parent, offset }) => [parent, offset]).slice(0, 2), [[null, 0], ['.2', 654_300]]);
  });

  it('says that a row is not there', async () => {
    const store = createTreeStore(source(10));
    assert.equal(await store.reveal([{ index: 2, id: 'elsewhere' }]), false);
    assert.equal(store.state().selected, null);
  });

  it('comes back as it was remembered', async () => {
    const first = createTreeStore(source(300));
    first.show(0, 20);
    await settle();
    first.open({ list: ROOT_LIST, index: 4 });
    await settle();
    await first.reveal([{ index: 4, id: '.4' }, { index: 250, id: '.4.250' }]);
    const memory = JSON.parse(JSON.stringify(first.memory())) as ReturnType<typeof first.memory>;
    assert.deepEqual(memory, { open: [childKey(ROOT_LIST, '.4')], selected: [{ index: 4, id: '.4' }, { index: 250, id: '.4.250' }] });
    const second = createTreeStore(source(300), memory);
    second.show(0, 20);
    await settle();
    assert.equal(selectedPlace(second.state()), 4 + 1 + 250);
    assert.equal(rowCount(second.state().tree), 600);
  });

  it('selects the parent when what was selected is closed away', async () => {
    const store = createTreeStore(source(3));
    store.show(0, 20);
    await settle();
    store.open({ list: ROOT_LIST, index: 1 });
    await settle();
    store.select({ list: childKey(ROOT_LIST, '.1'), index: 2 });
    store.close({ list: ROOT_LIST, index: 1 });
    assert.deepEqual(store.state().selected, { list: ROOT_LIST, index: 1 });
  });
});
