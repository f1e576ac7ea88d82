/** The results of a bench as text: tables that are printed, and RESULTS.md. */
import { explainGrowth, type GrowthStep } from './growth.ts';
import type { FileLoads, Load } from './loads.ts';
import { HEAPLINE, type MissingTool, type Tool } from './peers.ts';
import type { Comparison, FileQuestions } from './questions.ts';
import { grouped, markdownTable, threeDigits } from './textTable.ts';

/** Of 10^6 bytes, as everywhere in these tables. */
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const seconds = (ms: number): string => threeDigits(ms / 1e3);

/** One block a file: every tool with its costs, and with what it takes more than Heapline. */
export function loadTable(files: readonly FileLoads[]): string {
  const rows = files.flatMap((file) => file.loads.map((load) => loadRow(file, load)));
  return markdownTable(['file, MB', 'nodes', 'edges', 'tool', 'wall, s', 'CPU, s', 'peak, MB', 'peak / file', 'read / file', 'written / file', 'wall, times Heapline', 'peak, times Heapline'], rows, ['tool']);
}

function loadRow({ fileBytes, nodeCount, edgeCount, loads }: FileLoads, { tool, report, error, agreement }: Load): string[] {
  const isFirst = tool === loads[0]!.tool;
  const file = isFirst ? [megabytes(fileBytes), grouped(nodeCount), grouped(edgeCount)] : ['', '', ''];
  if (!report) return [...file, `${tool}: ${error ? `fails, ${error}` : `contradicts, ${agreement!.contradictions[0]}`}`, ...Array.from({ length: 8 }, () => '')];
  const ours = loads.find((load) => load.tool === HEAPLINE)!.report;
  const ratio = (value: (of: NonNullable<Load['report']>) => number): string => (tool === HEAPLINE || !ours ? '' : threeDigits(value(report) / value(ours)));
  return [
    ...file,
    tool,
    seconds(report.wallMs),
    seconds(report.cpuMs),
    megabytes(report.peakBytes),
    (report.peakBytes / fileBytes).toFixed(2),
    shareOf(report.readBytes, fileBytes),
    shareOf(report.writtenBytes, fileBytes),
    ratio(({ wallMs }) => wallMs),
    ratio(({ peakBytes }) => peakBytes),
  ];
}

const shareOf = (bytes: number | null, fileBytes: number): string => (bytes === null ? '' : (bytes / fileBytes).toFixed(2));

/** What was compared before anything was timed, file by file. */
export function agreementList(files: readonly FileLoads[]): string {
  return files
    .flatMap(({ fileBytes, loads }) => loads.flatMap(({ tool, agreement }) => (agreement ? [`- ${megabytes(fileBytes)} MB, ${tool}: ${agreement.contradictions.length > 0 ? `CONTRADICTS: ${agreement.contradictions.slice(0, 5).join('; ')}` : agreement.remark}`] : [])))
    .join('\n');
}

/** A question's heading and the value of a file; null or undefined when it was not measured. */
type Column = readonly [head: string, value: (asked: FileQuestions, file: FileLoads | undefined) => number | null | undefined];

const FIRST_TABLE: readonly Column[] = [
  ['plain read, ms', ({ scan }) => scan['readMs']],
  ['sum of bytes, ms', ({ scan }) => scan['sumMs']],
  ['numbers, ms', ({ scan }) => scan['numbersMs']],
  ['first table, ms', (_, file) => ownReport(file)?.['firstTableMs']],
  ['first table / sum', ({ scan }, file) => ratioOf(ownReport(file)?.['firstTableMs'], scan['sumMs'])],
  ['first table / numbers', ({ scan }, file) => ratioOf(ownReport(file)?.['firstTableMs'], scan['numbersMs'])],
  ['retained sizes, ms', (_, file) => ownReport(file)?.['completeMs']],
  ['everything, ms', (_, file) => ownReport(file)?.['everythingMs']],
];
const SECOND_OPENING: readonly Column[] = [
  ['everything, ms', (_, file) => ownReport(file)?.['everythingMs']],
  ['second opening, ms', ({ reopening }) => reopening?.second['openingMs']],
  ['everything / second opening', ({ reopening }, file) => ratioOf(ownReport(file)?.['everythingMs'], reopening?.second['openingMs'])],
  ['its peak, MB', ({ reopening }) => ratioOf(reopening?.second.peakBytes, 1e6)],
  ['index, MB', ({ reopening }) => ratioOf(reopening?.second['indexBytes'], 1e6)],
  ['writing the index, ms', ({ reopening }) => reopening?.first['indexingMs']],
];
const REQUESTS: readonly Column[] = [
  ['objects', ({ requests }) => requests['objectCount']],
  ['slowest retainers, ms', ({ requests }) => requests['retainersMs']],
  ['slowest path, ms', ({ requests }) => requests['pathMs']],
  ['first retainers, ms', ({ requests }) => requests['firstRetainersMs']],
  ['first path, ms', ({ requests }) => requests['firstPathMs']],
];

/** Times that concern Heapline alone, in three tables. A column is there only when it was measured. */
export function questionTables(files: readonly FileLoads[], questions: readonly FileQuestions[]): string {
  return [FIRST_TABLE, SECOND_OPENING, REQUESTS].map((columns) => questionTable(columns, files, questions)).filter((table) => table !== '').join('\n\n');
}

function questionTable(columns: readonly Column[], files: readonly FileLoads[], questions: readonly FileQuestions[]): string {
  const values = questions.map((asked) => columns.map(([, value]) => value(asked, files.find(({ size }) => size === asked.size)) ?? null));
  const isMeasured = columns.map((_, column) => values.some((row) => row[column] !== null));
  if (!isMeasured.includes(true)) return '';
  const kept = <Value>(list: readonly Value[]): Value[] => list.filter((_, column) => isMeasured[column]);
  return markdownTable(['file, MB', ...kept(columns).map(([head]) => head)], questions.map(({ size }, row) => [String(size), ...kept(values[row]!).map((value) => (value === null ? '' : threeDigits(value)))]));
}

const ownReport = (file: FileLoads | undefined): Load['report'] => file?.loads.find(({ tool }) => tool === HEAPLINE)?.report ?? null;
const ratioOf = (value: number | null | undefined, base: number | null | undefined): number | null => (value && base ? value / base : null);

export function comparisonTable(rows: readonly Comparison[]): string {
  return markdownTable(['tool', 'comparison of two open captures, ms', 'peak with both open, MB'], rows.map(({ tool, report, error }) => (report ? [tool, threeDigits(report['comparisonMs']!), megabytes(report.peakBytes)] : [`${tool}: fails, ${error}`, '', ''])));
}

export function growthTable(steps: readonly GrowthStep[]): string {
  const rows = steps.map(({ nodeCount, edgeCount, fileBytes, report }) => [
    grouped(nodeCount),
    grouped(edgeCount),
    megabytes(fileBytes),
    seconds(report.wallMs),
    seconds(report.cpuMs),
    megabytes(report.peakBytes),
    threeDigits((report.wallMs * 1e6) / nodeCount),
    threeDigits((report.cpuMs * 1e6) / nodeCount),
    threeDigits(report.peakBytes / nodeCount),
  ]);
  return `${markdownTable(['nodes', 'edges', 'file, MB', 'wall, s', 'CPU, s', 'peak, MB', 'wall a node, ns', 'CPU a node, ns', 'peak a node, bytes'], rows)}\n\n${explainGrowth(steps)}`;
}

export interface Results {
  readonly machine: string;
  readonly commit: string | null;
  readonly date: string;
  readonly command: string;
  readonly tools: readonly Tool[];
  readonly missing: readonly MissingTool[];
  readonly files: readonly FileLoads[];
  readonly questions: readonly FileQuestions[];
  readonly comparisons: readonly Comparison[];
  readonly growth: readonly GrowthStep[];
}

export function resultsMarkdown(results: Results): string {
  const { machine, commit, date, command, tools, missing, files, questions, comparisons, growth } = results;
  const section = (title: string, ...parts: readonly string[]): string[] => [`## ${title}`, ...parts];
  return `${[
    '# Results of the bench',
    `Written by \`${command}\` on ${date}${commit ? `, commit ${commit}` : ''}. Machine: ${machine}.`,
    HOW_TO_READ,
    markdownTable(['tool', 'version', 'has computed when its time is taken'], tools.map((tool) => [tool.name, tool.version, tool.computes]), ['version', 'has computed when its time is taken']),
    ...missing.map(({ name, error }) => `${name} could not be installed: ${error}`),
    ...(files.length > 0 ? section('Opening a snapshot', loadTable(files), ...section('Do they agree?', 'Compared before anything is timed again:', agreementList(files)).map((text) => text.replace(/^## /, '### '))) : []),
    ...(questions.length > 0 ? section('Limits and further questions', QUESTIONS, questionTables(files, questions)) : []),
    ...(comparisons.length > 0 ? section('Comparing two captures', 'Two snapshots of one process of about 100 MB, before and after a leak, both open:', comparisonTable(comparisons)) : []),
    ...(growth.length > 0 ? section('Growth with size', 'Made-up heaps of one shape, opened by Heapline:', growthTable(growth)) : []),
  ].join('\n\n')}\n`;
}

const HOW_TO_READ = [
  'Ratios on one machine in one run are what counts; seconds of another machine differ. Every tool opens the same files, each in a process of its own that does nothing else, and measures itself in the',
  'same way: wall time since the process was started (so the start of Node.js, 40 ms, is in it), user and system time of all threads, the peak of its resident memory, bytes read and written by system calls.',
  'Heapline puts columns into a file of its own, some of them after its time is taken; all of that is in its peak and its bytes; the cache that the operating system may keep of that file is not in its peak.',
  'A capture is read once before each run, so that it is in the cache. Medians of three runs up to 100 MB, one run above. Peers get `--max-old-space-size=16000`, Heapline no options. The captures are of a',
  'real program (`test/bench/programs/heapProgram.cjs`: a server\'s objects, npm packages in use, type-checked TypeScript programs); the largest is such a heap twice in one file.',
].join('\n');

const QUESTIONS = [
  '*Plain read*: the file in chunks of 16 MiB, nothing done with them. *Sum of bytes*: one core adds them up in a plain loop. *Numbers*: one core reads every number in them and keeps none.',
  '*First table*: constructors with counts and shallow sizes. *Retained sizes*: also of constructors. *Everything*: the dominator tree too, as above without the start of the process. *Second opening*: everything',
  'from the index that is written beside the capture after the first one; its rows are compared with the first opening\'s.',
  '*Slowest retainers, slowest path*: of the session\'s answers for several hundred objects, among them those with most retainers (undefined, true, V8\'s maps). *First*: the slowest',
  'when all are asked for the first time, where an answer waits for the script that it names to be read and parsed, once a script, and for the passes that are not through yet.',
].join('\n');
