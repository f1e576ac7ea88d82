/** The passes over a heap's graph that take longest, on columns in the memory that the threads share. The glue is analyzer/src/kernels/graphKernel.ts. */
export { climb, findSemidominators, startForest } from './graphDominators.ts';
export { countRetainers, placeRetainers, startRows } from './graphRetainers.ts';
export { placeDominated, placeMembers, spreadByNode, spreadDominators, sumClasses, sumSubtrees } from './graphSizes.ts';
export { search, visit } from './graphSearch.ts';
