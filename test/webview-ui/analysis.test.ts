/** How the panel follows an analysis: stage after stage, stopped, gone on with, failed; and how its trees take up later values. */
import assert from 'node:assert/strict';
import { HeaplineError } from '../../analyzer/protocol/errors.ts';
import type { AnalysisStage, HeapSummary, Page } from '../../analyzer/protocol/rows.ts';
import type { HostTells } from '../../analyzer/protocol/webviewMessages.ts';
import type { Bridge } from '../../webview-ui/src/bridge.ts';
import { createAnalysis } from '../../webview-ui/src/state/analysis.ts';
import { sortAt, stageOfPage } from '../../webview-ui/src/state/stages.ts';
import { childKey, PAGE_ROWS, refAt, ROOT_LIST, rowAt, rowCount } from '../../webview-ui/src/state/treeModel.ts';
import { createTreeStore, itemsOf, selectedPlace, type TreeSource, type TreeStore } from '../../webview-ui/src/state/treeStore.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

/** A bridge whose questions stay open until the test answers them. */
function openBridge() {
  const questions: { method: string; params: unknown; signal: AbortSignal | undefined; resolve(stage: AnalysisStage): void; reject(error: Error): void }[] = [];
  let tell: (value: HostTells['panel/analysis']) => void = () => {};
  const bridge = {
    ask: (method: string, params: unknown, signal?: AbortSignal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new HeaplineError('cancelled')), { once: true });
        questions.push({ method, params, signal, resolve: (stage) => resolve({ stage } as HeapSummary), reject });
      }),
    on: (_topic: string, listener: typeof tell) => ((tell = listener), () => (tell = () => {})),
  } as unknown as Bridge;
  return { bridge, questions, tell: (value: HostTells['panel/analysis']) => tell(value) };
}

describe('following an analysis', () => {
  it('waits for one stage after the other, with the share of each', async () => {
    const { bridge, questions, tell } = openBridge();
    const analysis = createAnalysis(bridge, 7, 'constructors');
    analysis.goOn();
    analysis.goOn();
    await settle();
    assert.deepEqual(questions.map(({ method, params }) => [method, params]), [['heap/wait', { handle: 7, stage: 'references' }]], 'asked once');
    tell({ handle: 7, stage: 'references', fraction: 0.5 });
    assert.equal(analysis.state().fraction, 0.5);
    tell({ handle: 8, stage: 'references', fraction: 0.9 });
    tell({ handle: 7, stage: 'complete', fraction: 0.9 });
    assert.equal(analysis.state().fraction, 0.5, 'of another capture, of another stage');
    questions[0]!.resolve('references');
    await settle();
    assert.deepEqual(analysis.state(), { stage: 'references', run: 'running', fraction: null, error: null });
    questions[1]!.resolve('complete');
    await settle();
    assert.deepEqual(analysis.state(), { stage: 'complete', run: 'done', fraction: null, error: null });
    assert.equal(questions.length, 2);
  });

  it('takes two stages at once when the first answer comes late', async () => {
    const { bridge, questions } = openBridge();
    const analysis = createAnalysis(bridge, 1, 'constructors');
    analysis.goOn();
    await settle();
    questions[0]!.resolve('complete');
    await settle();
    assert.equal(analysis.state().run, 'done');
  });

  it('asks nothing of an analysis that is done', async () => {
    const { bridge, questions } = openBridge();
    const analysis = createAnalysis(bridge, 1, 'complete');
    analysis.goOn();
    analysis.stop();
    await settle();
    assert.deepEqual([questions.length, analysis.state().run], [0, 'done']);
  });

  it('stops, and goes on only after the stop has been answered', async () => {
    const { bridge, questions } = openBridge();
    const analysis = createAnalysis(bridge, 1, 'constructors');
    analysis.goOn();
    await settle();
    analysis.stop();
    assert.deepEqual([analysis.state().run, questions[0]!.signal?.aborted], ['stopped', true], 'at once');
    analysis.goOn();
    await settle();
    assert.deepEqual(questions.map(({ method }) => method), ['heap/wait', 'heap/stop']);
    questions[1]!.resolve('references');
    await settle();
    assert.deepEqual(questions.map(({ method }) => method), ['heap/wait', 'heap/stop', 'heap/wait']);
    assert.deepEqual([analysis.state().stage, questions[2]!.params], ['references', { handle: 1, stage: 'complete' }]);
  });

  it('is done when it had come to its end before the stop arrived', async () => {
    const { bridge, questions } = openBridge();
    const analysis = createAnalysis(bridge, 1, 'references');
    analysis.goOn();
    await settle();
    analysis.stop();
    questions[1]!.resolve('complete');
    await settle();
    assert.deepEqual([analysis.state().stage, analysis.state().run], ['complete', 'done']);
  });

  it('tells a stop by somebody else from a failure', async () => {
    for (const [code, run] of [['cancelled', 'stopped'], ['outOfMemory', 'failed']] as const) {
      const { bridge, questions } = openBridge();
      const analysis = createAnalysis(bridge, 1, 'references');
      analysis.goOn();
      await settle();
      questions[0]!.reject(new HeaplineError(code));
      await settle();
      assert.equal(analysis.state().run, run);
      analysis.goOn();
      await settle();
      assert.deepEqual([analysis.state().run, analysis.state().error, questions.length], ['running', null, 2]);
    }
  });

  it('gives up waiting, and says no more, when it is no longer shown', async () => {
    const { bridge, questions } = openBridge();
    const analysis = createAnalysis(bridge, 1, 'references');
    let changes = 0;
    analysis.goOn();
    await settle();
    analysis.subscribe(() => changes++);
    analysis.dispose();
    await settle();
    assert.deepEqual([questions[0]!.signal?.aborted, changes, questions.length], [true, 0, 1], 'and the analysis itself is not stopped');
  });
});

describe('orders by stage', () => {
  it('stand in until their column has values', () => {
    const byRetained = { by: 'retainedBytes', ascending: true } as const;
    const byDistance = { by: 'distance', ascending: true } as const;
    const standIn = { by: 'selfBytes', ascending: false };
    assert.deepEqual(sortAt(byRetained, 'references'), standIn);
    assert.deepEqual(sortAt(byRetained, 'complete'), byRetained);
    assert.deepEqual(sortAt(byDistance, 'constructors'), standIn);
    assert.deepEqual(sortAt(byDistance, 'references'), byDistance);
    assert.deepEqual(sortAt({ by: 'count', ascending: false }, 'constructors'), { by: 'count', ascending: false });
    assert.deepEqual((['summary', 'containment', 'statistics', 'dominators', 'comparison'] as const).map(stageOfPage), ['constructors', 'constructors', 'references', 'complete', 'complete']);
  });
});

interface Row {
  readonly id: string;
  readonly value: number;
}

/** A thousand rows, each with ten children, in the order of `place`; `value` is the version of the source. */
function source(value: number, place: (index: number) => number = (index) => index): TreeSource<Row> & { readonly offsets: string[] } {
  const offsets: string[] = [];
  return {
    offsets,
    async fetch(parent, { offset, limit }): Promise<Page<Row>> {
      offsets.push(`${parent?.id ?? ''}/${offset}`);
      const total = parent ? 10 : 1000;
      return { offset, total, rows: Array.from({ length: Math.min(limit, total - offset) }, (_, index) => ({ id: parent ? `${parent.id}.${offset + index}` : `r${place(offset + index)}`, value })) };
    },
    canOpen: () => true,
  };
}

const valueAt = (store: TreeStore<Row>, at: number): number | undefined => rowAt(store.state().tree, refAt(store.state().tree, at))?.value;

describe('a tree whose values come later', () => {
  it('replaces the rows in view in place, and others when they come into view', async () => {
    const store = createTreeStore(source(1));
    store.show(0, 30);
    await settle();
    store.open({ list: ROOT_LIST, index: 2 });
    await settle();
    store.select({ list: childKey(ROOT_LIST, 'r2'), index: 3 });
    store.show(500, 530);
    await settle();
    const next = source(2);
    store.refresh(next);
    assert.deepEqual([valueAt(store, 510), selectedPlace(store.state())], [1, 6], 'the old rows stay in sight');
    await settle();
    assert.deepEqual([valueAt(store, 510), valueAt(store, 1), next.offsets], [2, 1, ['/400', '/500']]);
    store.show(0, 30);
    await settle();
    assert.deepEqual([valueAt(store, 1), valueAt(store, 5), selectedPlace(store.state()), rowCount(store.state().tree)], [2, 2, 6, 1010]);
  });

  it('asks again when an answer to an earlier question comes after the change', async () => {
    const slow = source(1);
    let answer = (): void => {};
    const gate = new Promise<void>((resolve) => (answer = resolve));
    const store = createTreeStore<Row>({ ...slow, fetch: async (...args) => (args[1].offset === 300 ? gate : Promise.resolve()).then(() => slow.fetch(...args)) });
    store.show(0, 30);
    await settle();
    const revealed = store.reveal([{ index: 310, id: 'r310' }]);
    await settle();
    store.refresh(source(2));
    store.show(300, 330);
    answer();
    await revealed;
    await settle();
    assert.equal(valueAt(store, 310), 2);
  });

  it('keeps the row at the top of the view there when the order changes, and the selection elsewhere', async () => {
    const store = createTreeStore(source(1));
    store.show(0, 30);
    await settle();
    store.select({ list: ROOT_LIST, index: 5 });
    store.show(190, 240, 200, 230);
    await settle();
    const reversed = source(2, (index) => 999 - index);
    store.reorder(reversed, async (path) => itemsOf(path).map(({ id }) => ({ index: 999 - Number(id.slice(1)), id })));
    await settle();
    const { scroll, selected } = store.state();
    assert.deepEqual(scroll, { to: { list: ROOT_LIST, index: 799 }, rowsAbove: 0 });
    assert.deepEqual(selected, { list: ROOT_LIST, index: 994 });
    assert.equal(Math.floor(799 / PAGE_ROWS), 7);
    assert.ok(reversed.offsets.includes('/700'), 'the page of the row that stays was asked for');
  });

  it('stays at its top when the user was there', async () => {
    const store = createTreeStore(source(1));
    store.show(0, 30, 0, 20);
    await settle();
    store.reorder(source(2, (index) => 999 - index), async (path) => itemsOf(path));
    await settle();
    assert.deepEqual([store.state().scroll, valueAt(store, 0)], [null, 2]);
  });

  it('lets somebody who is on the way to a row arrive before the order changes', async () => {
    const store = createTreeStore(source(1));
    const revealed = store.reveal([{ index: 300, id: 'r300' }]);
    store.reorder(source(2, (index) => 999 - index), async (path) => itemsOf(path).map(({ id }) => ({ index: 999 - Number(id.slice(1)), id })));
    assert.equal(await revealed, true);
    await settle();
    assert.deepEqual([store.state().selected, valueAt(store, 0)], [{ list: ROOT_LIST, index: 699 }, 2]);
  });

  it('gives way to a selection that the user makes meanwhile', async () => {
    const store = createTreeStore(source(1));
    store.show(0, 30, 0, 20);
    await settle();
    store.select({ list: ROOT_LIST, index: 5 });
    let answer = (): void => {};
    const gate = new Promise<void>((resolve) => (answer = resolve));
    store.reorder(source(2, (index) => 999 - index), async (path) => gate.then(() => itemsOf(path).map(({ id }) => ({ index: 999 - Number(id.slice(1)), id }))));
    await settle();
    store.select({ list: ROOT_LIST, index: 0 });
    answer();
    await settle();
    assert.deepEqual(store.state().selected, { list: ROOT_LIST, index: 0 });
  });
});
