/** What a user waits for besides the first opening: the comparison, retainers and paths; and what no tool can beat, reading the bytes. */
import { inputFile, inputPair, type Size } from './inputs.ts';
import { runProgram, type Outcome } from './measure.ts';
import { DEVTOOLS, HEAPLINE, type Tool } from './peers.ts';
import type { Report } from './programs/answer.ts';

export interface FileQuestions {
  readonly size: Size;
  readonly scan: Report;
  readonly requests: Report;
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
  return { size, scan, requests: reportOf(await runProgram('heaplineRequests', { file: inputFile(size) })) };
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

function reportOf(outcome: Outcome): Report {
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.report;
}
