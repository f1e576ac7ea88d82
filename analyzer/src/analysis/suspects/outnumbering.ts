/** A class of the user's with more than twice the instances of the runner-up: the Node.js guide's rule of thumb for a single core. */
import { NO_NODE } from '../../../protocol/units.ts';
import { pathThroughHolder } from './holders.ts';
import { membersOfClass } from '../classMembers.ts';
import { count } from './numbers.ts';
import type { Rule } from './rule.ts';

const MIN_INSTANCES = 500;
const FACTOR = 2;

export const outnumbering: Rule = {
  id: 'outnumbering-class',
  appliesTo: 'single',
  find({ newest, cancel }) {
    const { classes } = newest;
    // Classes with a place in the source: those that the user or a package wrote.
    const written = Array.from(classes.keyByClass.keys())
      .filter((index) => classes.locatedNodeByClass[index] !== NO_NODE && !['Function', 'Object'].includes(classes.nameByClass[index]!))
      .sort((a, b) => classes.nodeCountByClass[b]! - classes.nodeCountByClass[a]!);
    const [first, second] = written;
    if (first === undefined) return [];
    const most = classes.nodeCountByClass[first]!;
    const next = second === undefined ? 0 : classes.nodeCountByClass[second]!;
    if (most < MIN_INSTANCES || most <= FACTOR * next) return [];
    const sample = membersOfClass(newest, first).reduce((best, node) => (newest.graph.nodeIdByNode.at(node) > newest.graph.nodeIdByNode.at(best) ? node : best));
    const runnerUp = second === undefined ? 'no other class has any' : `the runner-up ${classes.nameByClass[second]} has ${count(next)}`;
    return [
      {
        ruleId: outnumbering.id,
        severity: 'low',
        classIndex: first,
        bytes: newest.retainedBytesByClass[first]!,
        reason: `${count(most)} instances of ${classes.nameByClass[first]}, more than twice as many as any other class (${runnerUp})`,
        sample,
        ...pathThroughHolder(newest, sample, null, () => true, cancel),
      },
    ];
  },
};
