/** What the Suspicious Constructors view shows, as plain data. Pure. */
import type { NodeRow, PathStep, SourceLocation, Suspect, SuspectReport } from '../../../analyzer/protocol/rows.ts';

export interface SuspectNode {
  readonly kind: 'suspect';
  readonly suspect: Suspect;
}

/** The line to change. */
export interface CulpritNode {
  readonly kind: 'culprit';
  readonly suspect: Suspect;
  readonly location: SourceLocation;
}

export interface InstanceNode {
  readonly kind: 'instance';
  readonly suspect: Suspect;
  readonly row: NodeRow;
}

/** What holds the instance, or holds the step before. */
export interface StepNode {
  readonly kind: 'step';
  readonly instance: InstanceNode;
  readonly step: PathStep;
  /** 1 is what holds the instance itself. */
  readonly position: number;
}

/** The instances that are not shown yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly suspect: Suspect;
  readonly hiddenCount: number;
}

/** Everything that was judged harmless, one reason a line. */
export interface SetAsideNode {
  readonly kind: 'setAside';
  readonly sentences: readonly string[];
}

export interface SentenceNode {
  readonly kind: 'sentence';
  readonly text: string;
  readonly index: number;
}

export type SuspectTreeNode = SuspectNode | CulpritNode | InstanceNode | StepNode | MoreNode | SetAsideNode | SentenceNode;

export type InstanceOrder = 'largest' | 'newest';

/** Instances at first, and with every "more". */
export const INSTANCES_STEP = 20;

export function suspectRoots(report: SuspectReport): SuspectTreeNode[] {
  const roots: SuspectTreeNode[] = report.suspects.map((suspect) => ({ kind: 'suspect', suspect }));
  if (report.setAside.length > 0) roots.push({ kind: 'setAside', sentences: report.setAside });
  return roots;
}

/** The culprit first, then the instances, then what leads to more of them. */
export function suspectChildren(suspect: Suspect, page: { readonly rows: readonly NodeRow[]; readonly total: number }): SuspectTreeNode[] {
  const children: SuspectTreeNode[] = [];
  if (suspect.culprit) children.push({ kind: 'culprit', suspect, location: suspect.culprit });
  for (const row of page.rows) children.push({ kind: 'instance', suspect, row });
  if (page.total > page.rows.length) children.push({ kind: 'more', suspect, hiddenCount: page.total - page.rows.length });
  return children;
}

/** The holders of an instance, the nearest first. steps[0] of a path is the instance itself. */
export function pathChildren(instance: InstanceNode, steps: readonly PathStep[]): StepNode[] {
  return steps.slice(1).map((step, index) => ({ kind: 'step', instance, step, position: index + 1 }));
}

/** Stays the same while the same thing is meant, so that what is expanded stays so after another analysis. */
export function suspectNodeId(node: SuspectTreeNode): string {
  switch (node.kind) {
    case 'suspect': return `suspect:${suspectId(node.suspect)}`;
    case 'culprit': return `culprit:${suspectId(node.suspect)}`;
    case 'instance': return `instance:${suspectId(node.suspect)}:${node.row.nodeId}:${node.row.node}`;
    case 'step': return `step:${node.position}:${suspectNodeId(node.instance)}`;
    case 'more': return `more:${suspectId(node.suspect)}`;
    case 'setAside': return 'setAside';
    case 'sentence': return `sentence:${node.index}`;
  }
}

export function suspectId({ ruleId, classKey, rank }: Suspect): string {
  return `${ruleId}:${classKey}:${rank}`;
}

/** The line that a click on the node opens. */
export function locationOf(node: SuspectTreeNode): SourceLocation | null {
  switch (node.kind) {
    case 'suspect': return node.suspect.culprit;
    case 'culprit': return node.location;
    case 'instance': return node.row.location;
    case 'step': return node.step.location;
    default: return null;
  }
}
