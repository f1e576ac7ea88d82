/** Retaining paths in words: every step with what it is, where it is in the source, and whose code it is. */
import { EDGE_KINDS, NODE_KINDS, type CodeOwner } from '../../protocol/kinds.ts';
import type { NodeRow, PathStep, RetainingPath } from '../../protocol/rows.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../../protocol/units.ts';
import { displayName } from '../analysis/displayNames.ts';
import { edgeName } from '../analysis/edgeNames.ts';
import type { GraphPath, PartialAnalysis } from '../analysis/heapAnalysis.ts';
import { edgeKind } from '../model/heapGraph.ts';
import type { SourceResolver } from '../sources/sourceResolver.ts';
import { plainStep } from './plainSteps.ts';
import { RECOGNISERS } from './recognisers.ts';
import type { Step, StepWords } from './step.ts';

export interface WordsContext {
  readonly analysis: PartialAnalysis;
  readonly sources: SourceResolver;
  nodeRow(node: NodeOrdinal): NodeRow;
}

/** The path with words. Cost: one row and a few edge names a step; scripts are parsed when a step captures a variable. */
export function describePath(context: WordsContext, path: GraphPath): RetainingPath {
  const first = context.nodeRow(path.nodes[0]!);
  const start: PathStep = { node: first, edge: null, edgeKind: null, edgeName: null, words: objectWords(first), location: first.location, owner: context.sources.ownerOf(first.node) };
  const described = path.edges.map((edge, index) => describeStep(context, path, edge, index + 1));
  const steps = [start, ...described.map(({ step }) => step)];
  const told = described.filter(({ isPlumbing }) => !isPlumbing).map(({ step }) => step.words);
  return { steps, sentence: sentenceOf(start.words, told, path.reachesRoot), reachesRoot: path.reachesRoot };
}

/** At most so many holders in a sentence: the ones next to the object say most. */
const MAX_TOLD = 5;

function sentenceOf(object: string, told: readonly string[], reachesRoot: boolean): string {
  if (!reachesRoot && told.length === 0) return `${object} is held by weak references only`;
  const shown = told.slice(0, MAX_TOLD);
  const rest = told.length > MAX_TOLD ? [`… ${told.at(-1)}`] : [];
  return `${object} is held by ${[...shown, ...rest].join(', in ')}`;
}

function objectWords(row: NodeRow): string {
  switch (row.kind) {
    case 'string':
    case 'concatenated string':
    case 'sliced string':
      return 'a string';
    case 'closure':
      return row.name ? `function \`${row.name}\`` : 'an anonymous function';
    default:
      return row.className;
  }
}

function describeStep(context: WordsContext, path: GraphPath, edge: EdgeOrdinal, index: number): { step: PathStep; isPlumbing: boolean } {
  const { analysis, sources } = context;
  const holder = path.nodes[index]!;
  const step = stepAt(context, path, edge, index);
  const { words, isPlumbing } = wordsFor(step);
  const location = sources.locateEdge(edge, holder) ?? sources.locateNode(holder);
  return {
    step: { node: context.nodeRow(holder), edge, edgeKind: EDGE_KINDS[edgeKind(analysis.graph, edge)]!, edgeName: step.edgeName, words, location, owner: ownerOf(location?.owner, sources.ownerOf(holder)) },
    isPlumbing,
  };
}

function ownerOf(ofLocation: CodeOwner | undefined, ofNode: CodeOwner): CodeOwner {
  return ofLocation ?? ofNode;
}

function wordsFor(step: Step): StepWords {
  for (const recognise of RECOGNISERS) {
    const words = recognise(step);
    if (words) return words;
  }
  return plainStep(step);
}

function stepAt({ analysis, sources }: WordsContext, path: GraphPath, edge: EdgeOrdinal, index: number): Step {
  const { graph, classes } = analysis;
  const classOf = (node: NodeOrdinal): string => classes.nameByClass[classes.classByNode.at(node)]!;
  const holder = path.nodes[index]!;
  const outerNode = path.nodes[index + 1];
  const outerEdge = path.edges[index];
  return {
    analysis,
    sources,
    holder,
    held: path.nodes[index - 1]!,
    edge,
    edgeKind: EDGE_KINDS[edgeKind(graph, edge)]!,
    edgeName: edgeName(graph, edge),
    holderKind: NODE_KINDS[graph.kindByNode.at(holder)]!,
    holderName: displayName(analysis, holder).replace(/ \/ $/, ''), // V8 leaves room for an address: `global / `
    holderClass: classOf(holder),
    outer: outerNode === undefined || outerEdge === undefined ? null : { node: outerNode, edgeName: edgeName(graph, outerEdge), name: displayName(analysis, outerNode), className: classOf(outerNode) },
  };
}
