/** One object that holds very many of a class: all that a single capture can tell of a growing collection. */
import { CANCEL_CHECK_MASK } from '../../base/cancel.ts';
import { dominatedCount, tallyHeld, type HeldClass } from './heldObjects.ts';
import { pathThroughHolder } from './holders.ts';
import { isGeneralHolder, isHelper, isToolClass } from './noise.ts';
import { bytes, count } from './numbers.ts';
import type { Finding, Rule } from './rule.ts';

const MIN_HELD = 100;
/** Of the whole heap. */
const MIN_SHARE = 0.02;
const MEDIUM_SHARE = 0.2;

export const largeCollection: Rule = {
  id: 'large-collection',
  appliesTo: 'single',
  find({ newest, cancel }) {
    const findings: Finding[] = [];
    for (let holder = 0; holder < newest.graph.nodeCount; holder++) {
      if ((holder & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
      // Cheap tests first: most objects retain next to nothing.
      if (newest.retainedBytesByNode.at(holder) < MIN_SHARE * newest.totalBytes || dominatedCount(newest, holder) === 0) continue;
      if (isHelper(newest, holder) || isGeneralHolder(newest, holder)) continue;
      const main = largest(tallyHeld(newest, holder, () => true));
      const name = main && newest.classes.nameByClass[main.classIndex]!;
      if (!main || !name || main.count < MIN_HELD || main.bytes < MIN_SHARE * newest.totalBytes || isToolClass(name)) continue;
      const { path, holderIndex } = pathThroughHolder(newest, main.newest, holder, () => true, cancel);
      const share = main.bytes / newest.totalBytes;
      findings.push({
        ruleId: largeCollection.id,
        severity: share >= MEDIUM_SHARE ? 'medium' : 'low',
        classIndex: main.classIndex,
        bytes: main.bytes,
        reason: `one ${newest.classes.nameByClass[newest.classes.classByNode.at(holder)]!} holds ${count(main.count)} ${name}, ${bytes(main.bytes)}, ${(100 * share).toFixed(0)} % of the heap`,
        sample: main.newest,
        path,
        holderIndex,
      });
    }
    return findings;
  },
};

function largest(tally: ReadonlyMap<number, HeldClass>): HeldClass | null {
  let best: HeldClass | null = null;
  for (const held of tally.values()) if (!best || held.bytes > best.bytes) best = held;
  return best;
}
