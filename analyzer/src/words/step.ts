/** What a recogniser sees of one step of a path, and what it says. */
import type { EdgeKind, NodeKind } from '../../protocol/kinds.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../../protocol/units.ts';
import type { PartialAnalysis } from '../analysis/heapAnalysis.ts';
import type { SourceResolver } from '../sources/sourceResolver.ts';

/** The step from `held` out to its `holder`. */
export interface Step {
  readonly analysis: PartialAnalysis;
  readonly sources: SourceResolver;
  readonly holder: NodeOrdinal;
  readonly held: NodeOrdinal;
  readonly edge: EdgeOrdinal;
  readonly edgeKind: EdgeKind;
  readonly edgeName: string;
  readonly holderKind: NodeKind;
  /** The holder's own name. */
  readonly holderName: string;
  readonly holderClass: string;
  /** What holds the holder, for structures that take two steps; null at the end of the path. */
  readonly outer: { readonly node: NodeOrdinal; readonly edgeName: string; readonly name: string; readonly className: string } | null;
}

export interface StepWords {
  readonly words: string;
  /** V8's plumbing: kept as a step, left out of the sentence. */
  readonly isPlumbing: boolean;
}

/** The words for a step that it recognises, else null. */
export type Recogniser = (step: Step) => StepWords | null;

export function said(words: string): StepWords {
  return { words, isPlumbing: false };
}

export function plumbing(words: string): StepWords {
  return { words, isPlumbing: true };
}
