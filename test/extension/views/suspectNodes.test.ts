/** What the Suspicious Constructors view shows for a report. */
import assert from 'node:assert/strict';
import type { NodeRow, PathStep, SourceLocation, Suspect, SuspectReport } from '../../../analyzer/protocol/rows.ts';
import { locationOf, pathChildren, suspectChildren, suspectNodeId, suspectRoots, type InstanceNode } from '../../../extension/src/views/suspectNodes.ts';

const location = { url: 'file:///a.js', file: '/a.js', line: 3, column: 1, mapped: false, label: 'a.js:3', owner: 'user' } as SourceLocation;
const suspect = (rank: number, culprit: SourceLocation | null = null) => ({ rank, ruleId: 'rule', classKey: `class ${rank}`, className: 'C', culprit }) as Suspect;
const row = (node: number) => ({ node, nodeId: node * 2 + 1, location: null }) as NodeRow;
const step = (words: string, where: SourceLocation | null = null) => ({ words, location: where }) as PathStep;

describe('suspectNodes', () => {
  it('shows suspects in their order, and last what was set aside', () => {
    const report = { captures: [1], suspects: [suspect(1), suspect(2)], setAside: ['Code'] } as SuspectReport;
    assert.deepEqual(suspectRoots(report).map(({ kind }) => kind), ['suspect', 'suspect', 'setAside']);
    assert.deepEqual(suspectRoots({ ...report, setAside: [] }).length, 2);
  });
  it('shows the culprit, then instances, then how many more there are', () => {
    const children = suspectChildren(suspect(1, location), { rows: [row(5), row(6)], total: 10 });
    assert.deepEqual(children.map(({ kind }) => kind), ['culprit', 'instance', 'instance', 'more']);
    assert.equal(children[3]?.kind === 'more' && children[3].hiddenCount, 8);
    assert.deepEqual(suspectChildren(suspect(1), { rows: [row(5)], total: 1 }).map(({ kind }) => kind), ['instance']);
  });
  it('shows the holders of an instance, not the instance again', () => {
    const instance: InstanceNode = { kind: 'instance', suspect: suspect(1), row: row(5) };
    const steps = pathChildren(instance, [step('the object'), step('variable `a`', location), step('global')]);
    assert.deepEqual(steps.map(({ position, step: { words } }) => `${position} ${words}`), ['1 variable `a`', '2 global']);
    assert.equal(locationOf(steps[0]!), location);
    assert.equal(locationOf(steps[1]!), null);
  });
  it('gives every node an id of its own', () => {
    const all = [suspect(1, location), suspect(2, location)].flatMap((each) => {
      const children = suspectChildren(each, { rows: [row(5), row(6)], total: 10 });
      return [...suspectRoots({ suspects: [each], setAside: [] as string[] } as unknown as SuspectReport), ...children, ...children.filter((child) => child.kind === 'instance').flatMap((child) => pathChildren(child, [step('x'), step('y'), step('z')]))];
    });
    assert.equal(new Set(all.map(suspectNodeId)).size, all.length);
  });
});
