/** The main part of the bench: every tool opens every file, the results are compared, the costs are put side by side. */
import { statSync } from 'node:fs';
import { checkOwn, checkPeer, type Agreement } from './agreement.ts';
import { inputFile, type Size } from './inputs.ts';
import { runTool } from './measure.ts';
import { HEAPLINE, type Tool } from './peers.ts';
import type { Answer, Report } from './programs/answer.ts';

export interface Load {
  readonly tool: string;
  /** The median of all runs, value by value; null when the tool failed or its results contradict ours. */
  readonly report: Report | null;
  readonly error?: string;
  readonly agreement?: Agreement;
}

export interface FileLoads {
  readonly size: Size;
  readonly fileBytes: number;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly runCount: number;
  readonly loads: readonly Load[];
}

/** Up to this size three runs are made of each tool, above it one. */
const REPEATED_UP_TO: Size = 100;
/** A tool whose first run took longer is not run again: its noise is small beside that. */
const REPEATED_BELOW_MS = 30_000;

/** Runs all tools on the file, by turns. The first run of each is compared with Heapline's before anything is timed again. */
export async function loadFile(size: Size, tools: readonly Tool[], say: (text: string) => void): Promise<FileLoads> {
  const file = inputFile(size);
  const runCount = size <= REPEATED_UP_TO ? 3 : 1;
  const runs = new Map<string, Report[]>();
  const loads: Load[] = [];
  let ours: Answer | null = null;
  for (const tool of tools) {
    say(`${size} MB: ${tool.name}`);
    const outcome = await runTool(tool, file);
    if ('error' in outcome) {
      if (tool.name === HEAPLINE) throw new Error(`${HEAPLINE} failed on ${file}: ${outcome.error}`);
      loads.push({ tool: tool.name, report: null, error: outcome.error });
      continue;
    }
    const { report, answer } = outcome;
    ours ??= answer!; // Heapline is the first tool
    const agreement = tool.name === HEAPLINE ? checkOwn(answer!) : checkPeer(tool.name, answer!, ours);
    if (agreement.contradictions.length === 0) runs.set(tool.name, [report]);
    loads.push({ tool: tool.name, report: null, agreement });
  }
  for (let run = 1; run < runCount; run++) {
    for (const tool of tools.filter(({ name }) => (runs.get(name)?.[0]!.wallMs ?? Infinity) < REPEATED_BELOW_MS)) {
      const outcome = await runTool(tool, file);
      if (!('error' in outcome)) runs.get(tool.name)!.push(outcome.report);
    }
  }
  return {
    size,
    fileBytes: statSync(file).size,
    nodeCount: ours!.nodeCount!,
    edgeCount: ours!.edgeCount!,
    runCount,
    loads: loads.map((load) => ({ ...load, report: medianReport(runs.get(load.tool) ?? []) })),
  };
}

/** Each value's own median. */
export function medianReport(reports: readonly Report[]): Report | null {
  if (reports.length === 0) return null;
  const names = Object.keys(reports[0]!);
  return Object.fromEntries(names.map((name) => [name, median(reports.map((report) => report[name] ?? null))])) as unknown as Report;
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known.length === 0 ? null : known[Math.floor(known.length / 2)]!;
}
