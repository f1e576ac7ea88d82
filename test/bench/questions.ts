/** What a user waits for besides the first opening: the comparison, retainers and paths; and what no tool can beat, reading the bytes. */
import { linkSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkReopening } from './agreement.ts';
import { BENCH_CACHE, inputFile, inputPair, type Size } from './inputs.ts';
import { medianReport } from './loads.ts';
import { runProgram, type Outcome } from './measure.ts';
import { DEVTOOLS, HEAPLINE, type Tool } from './peers.ts';
import type { Report } from './programs/answer.ts';

export interface FileQuestions {
  readonly size: Size;
  readonly scan: Report;
  readonly requests: Report;
  readonly reopening: Reopening | null;
}

/** A second opening, from the index that the first one left. */
export interface Reopening {
  /** The run that made the index. */
  readonly first: Report;
  /** Median of three. */
  readonly second: Report;
  /** Where its answer is not the first's. */
  readonly contradictions: readonly string[];
}

export interface Comparison {
  readonly tool: string;
  readonly report: Report | null;
  readonly error?: string;
}

export async function askFile(size: Size, say: (text: string) => void): Promise<FileQuestions> {
  say(`${size} MB: scan`);
  const scan = reportOf(await runProgram('scan', { file: inputFile(size) }));
  say(`${size} MB: retainers and paths`);
  const requests = reportOf(await runProgram('heaplineRequests', { file: inputFile(size) }));
  say(`${size} MB: second opening`);
  return { size, scan, requests, reopening: await reopen(inputFile(size)) };
}

/** On a name of its own for the file, so that no other run finds the index. */
async function reopen(file: string): Promise<Reopening> {
  const folder = mkdtempSync(join(BENCH_CACHE, 'draft-'));
  const name = join(folder, 'heap.heapsnapshot');
  try {
    linkSync(file, name);
    const first = answered(await runProgram('heaplineReopening', { file: name }));
    const again = [];
    for (let run = 0; run < 3; run++) again.push(answered(await runProgram('heaplineReopening', { file: name })));
    return { first: first.report, second: medianReport(again.map(({ report }) => report))!, contradictions: again.flatMap(({ answer }) => checkReopening(answer!, first.answer!)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both tools compare the two snapshots of the pair. */
export async function comparePair(tools: readonly Tool[], say: (text: string) => void): Promise<Comparison[]> {
  const { before, after } = inputPair();
  const rows: Comparison[] = [];
  const run = async (tool: string, ask: () => Promise<Outcome>): Promise<void> => {
    say(`comparison: ${tool}`);
    const outcome = await ask();
    rows.push('error' in outcome ? { tool, report: null, error: outcome.error } : { tool, report: outcome.report });
  };
  await run(HEAPLINE, () => runProgram('heaplineComparison', { file: after, furtherFiles: [before] }));
  const devTools = tools.find(({ name }) => name === DEVTOOLS);
  if (devTools) await run(DEVTOOLS, () => runProgram(devTools.program, { nodeOptions: devTools.nodeOptions, before: devTools.programArguments, file: after, furtherFiles: [before] }));
  return rows;
}

const reportOf = (outcome: Outcome): Report => answered(outcome).report;

function answered(outcome: Outcome): Exclude<Outcome, { error: string }> {
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome;
}
