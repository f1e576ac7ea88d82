/** The shape of the rules that name suspects. One rule a file; index.ts lists them in order. */
import type { Bytes, NodeOrdinal } from '../../../protocol/units.ts';
import type { Bitset } from '../../base/bitset.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import type { HeapDiff } from '../diff.ts';
import type { GraphPath, HeapAnalysis } from '../heapAnalysis.ts';

/** What every rule may look at. */
export interface RuleContext {
  /** Oldest first; at least one. */
  readonly heaps: readonly HeapAnalysis[];
  readonly newest: HeapAnalysis;
  /** Between the first and the newest capture; null when there is only one. */
  readonly growth: Growth | null;
  readonly cancel: CancelSignal;
}

export interface Growth {
  readonly base: HeapAnalysis;
  /** Which objects stayed and which are new; null when the captures share no identities (see identity.ts): then only numbers can be compared. */
  readonly identity: {
    readonly diff: HeapDiff;
    /** One bit a node of the newest capture: it was there in the first. */
    readonly survivors: Bitset;
  } | null;
}

export type Severity = 'high' | 'medium' | 'low';

/** One accusation. Ordinals belong to the newest capture. */
export interface Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly classIndex: number;
  /** Bytes that would go with what is accused: what the ranking goes by. */
  readonly bytes: Bytes;
  /** One sentence with its numbers. */
  readonly reason: string;
  /** An object that stands for all. */
  readonly sample: NodeOrdinal;
  readonly path: GraphPath;
  /** Index in path.nodes of what holds the accused objects: the line to change is looked for from there outwards. */
  readonly holderIndex: number;
}

export interface Rule {
  readonly id: string;
  /** `growth` rules need two captures or more; `single` rules judge the newest one and are asked only when there is no other. */
  readonly appliesTo: 'growth' | 'single';
  find(context: RuleContext): Finding[];
}
