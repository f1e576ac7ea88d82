/**
 * `npm run bench`: Heapline and its peers on the same heaps, in one run; see test/bench/RESULTS.md, which it writes.
 *
 *   npm run bench                   10, 100, 420 and 1100 MB, comparison, growth
 *   npm run bench -- all            also 2400 and 4700 MB (20 GB of memory, half an hour)
 *   npm run bench -- 10 100         these sizes alone; prints, and leaves RESULTS.md as it is
 *   npm run bench -- growth         the growth with size alone; so does `comparison`
 */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { measureGrowth } from '../bench/growth.ts';
import { SIZES, type Size } from '../bench/inputs.ts';
import { loadFile, type FileLoads } from '../bench/loads.ts';
import { describeCommit, describeMachine } from '../bench/machine.ts';
import { tools as findTools } from '../bench/peers.ts';
import { askFile, comparePair, type FileQuestions } from '../bench/questions.ts';
import { agreementList, comparisonTable, growthTable, loadTable, questionTables, resultsMarkdown } from '../bench/results.ts';

interface Wish {
  readonly sizes: readonly Size[];
  readonly comparison: boolean;
  readonly growth: boolean;
  readonly writes: boolean;
}

const USUAL: readonly Size[] = [10, 100, 420, 1100];
const words = process.argv.slice(2);
const resultsFile = join(__dirname, '../bench/RESULTS.md');

async function main(): Promise<void> {
  const wish = wishOf(words);
  const machine = describeMachine();
  console.log(machine);
  const { tools, missing } = await findTools();
  for (const { name, error } of missing) console.log(`${name} could not be installed: ${error}`);

  const files: FileLoads[] = [];
  const questions: FileQuestions[] = [];
  for (const size of wish.sizes) {
    files.push(await loadFile(size, tools, say));
    questions.push(await askFile(size, say));
    show(loadTable(files.slice(-1)), agreementList(files.slice(-1)));
  }
  if (files.length > 1) show(loadTable(files));
  if (files.length > 0) show(questionTables(files, questions));
  const comparisons = wish.comparison ? await comparePair(tools, say) : [];
  if (comparisons.length > 0) show(comparisonTable(comparisons));
  const growth = wish.growth ? await measureGrowth(tools[0]!, say) : [];
  if (growth.length > 0) show(growthTable(growth));

  if (wish.writes) {
    const command = ['npm run bench', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
    writeFileSync(resultsFile, resultsMarkdown({ machine, commit: describeCommit(), date: new Date().toISOString().slice(0, 10), command, tools, missing, files, questions, comparisons, growth }));
    console.log(`Written: ${relative(process.cwd(), resultsFile)}`);
  }
  const wrong = [...files.flatMap(({ loads }) => loads.flatMap(({ agreement }) => agreement?.contradictions ?? [])), ...questions.flatMap(({ reopening }) => reopening?.contradictions ?? [])];
  if (wrong.length > 0) throw new Error(`Results contradict each other: ${wrong[0]}`);
}

function wishOf(given: readonly string[]): Wish {
  if (given.length === 0) return { sizes: USUAL, comparison: true, growth: true, writes: true };
  if (given.length === 1 && given[0] === 'all') return { sizes: SIZES, comparison: true, growth: true, writes: true };
  const sizes = SIZES.filter((size) => given.includes(String(size)));
  const unknown = given.filter((word) => !['comparison', 'growth', ...SIZES.map(String)].includes(word));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: give \`all\`, or some of ${[...SIZES, 'comparison', 'growth'].join(', ')}`);
  return { sizes, comparison: given.includes('comparison'), growth: given.includes('growth'), writes: false };
}

/** On the line that the next one overwrites; nothing where nobody watches. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text} ...\r`);
}

const show = (...texts: readonly string[]): void => console.log(`\n${texts.join('\n\n')}`);

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
