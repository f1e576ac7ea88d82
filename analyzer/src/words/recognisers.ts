/** The recognisers in the order in which they are asked: the more particular first. */
import { collection, table, weakMapValue } from './collections.ts';
import { boundFunction, listener, moduleCache, promise, timer } from './nodeStructures.ts';
import { root } from './roots.ts';
import type { Recogniser } from './step.ts';
import { closureScope, contextVariable } from './variables.ts';

export const RECOGNISERS: readonly Recogniser[] = [weakMapValue, contextVariable, closureScope, listener, timer, moduleCache, promise, boundFunction, collection, table, root];
