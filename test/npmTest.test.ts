/** `npm test` itself: what it counts as passed and failed. A runner that lies is worse than none. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countTests } from './run/countTests.ts';
import { judge } from './run/runStage.ts';
import { BUILD, STAGES } from './run/stages.ts';

const tests = STAGES.find(({ counts }) => counts === 'tests')!;
const mochaSummary = (counts: string): string => `\n  a suite\n    ✔ a test\n\n${counts}\n`;

describe('the counts of npm test', () => {
  it('come from the summary of mocha', () => {
    assert.deepEqual(countTests(mochaSummary('  12 passing (3s)')), { passed: 12, failed: 0 });
    assert.deepEqual(countTests(mochaSummary('  12 passing (3s)\n  2 failing')), { passed: 12, failed: 2 });
  });
  it('come from the line that tests inside VS Code print, which has the last word', () => {
    assert.deepEqual(countTests(mochaSummary('  1 passing (3s)') + '3 passed, 1 failed\nExit code: 1\n'), { passed: 3, failed: 1 });
  });
  it('take what is left out for a failure', () => {
    assert.deepEqual(countTests(mochaSummary('  12 passing (3s)\n  1 pending')), { passed: 12, failed: 1 });
  });
  it('are none when nothing was counted', () => {
    assert.equal(countTests('Error: Cannot find module'), null);
  });

  it('make a crash a failure', () => {
    assert.deepEqual(judge(tests, 1, 'Error: Cannot find module'), { passed: 0, failed: 1 });
    assert.deepEqual(judge(tests, 1, mochaSummary('  5 passing (1s)')), { passed: 5, failed: 1 });
    assert.deepEqual(judge(tests, null, mochaSummary('  5 passing (1s)')), { passed: 5, failed: 1 });
    assert.deepEqual(judge(tests, 2, mochaSummary('  5 passing (1s)\n  2 failing')), { passed: 5, failed: 2 });
  });
  it('make a run without a test a failure', () => {
    assert.deepEqual(judge(tests, 0, mochaSummary('  0 passing (1ms)')), { passed: 0, failed: 1 });
    assert.deepEqual(judge(tests, 0, ''), { passed: 0, failed: 1 });
  });
  it('take a silent tool by its exit code', () => {
    assert.deepEqual(judge(BUILD, 0, ''), { passed: 1, failed: 0 });
    assert.deepEqual(judge(BUILD, 1, ''), { passed: 0, failed: 1 });
  });

  it('belong to scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { scripts: Record<string, string> };
    for (const { script } of [BUILD, ...STAGES]) assert.ok(scripts[script[0]!], script[0]);
  });
});
