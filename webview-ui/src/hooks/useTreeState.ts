/** Draws again whenever the store changes. */
import { useLayoutEffect, useReducer } from 'preact/hooks';
import type { Identified } from '../state/treeModel.ts';
import type { TreeState, TreeStore } from '../state/treeStore.ts';

export function useTreeState<Row extends Identified>(store: TreeStore<Row>): TreeState<Row> {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => store.subscribe(() => draw(undefined as never)), [store]);
  return store.state();
}
