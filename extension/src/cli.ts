#!/usr/bin/env node
/**
 * Entry of the command line: the engine without an editor. Picks the command, prints what it gives, turns errors into
 * sentences. Exit codes: 0 done, 1 could not be done, 2 the call was wrong.
 */
import { ERROR_SENTENCES, HeaplineError } from '../../analyzer/protocol/errors.ts';
import { COMMANDS, usageText } from './cli/commands.ts';
import { parseCommandLine, UsageError } from './cli/commandLine.ts';
import { adviceFor } from './cli/advice.ts';

async function main(args: readonly string[]): Promise<number> {
  const name = args[0];
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usageText() + '\n');
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new UsageError(`there is no command ${name}`);
  const parsed = parseCommandLine(args.slice(1));
  const { text, json } = await command.run(parsed);
  process.stdout.write((parsed.json ? JSON.stringify(json, null, 2) : text) + '\n');
  return 0;
}

function explain(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`heapline: ${error.message}\n\n${usageText()}\n`);
    return 2;
  }
  if (!(error instanceof HeaplineError)) {
    process.stderr.write(`heapline: ${ERROR_SENTENCES.internal}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
  const place = error.byteOffset === undefined ? '' : ` (at byte ${error.byteOffset})`;
  process.stderr.write(`heapline: ${ERROR_SENTENCES[error.code]}: ${error.message}${place}.\n`);
  const advice = adviceFor(error.code);
  if (advice) process.stderr.write(`${advice}\n`);
  return 1;
}

void main(process.argv.slice(2))
  .catch(explain)
  .then((code) => {
    process.exitCode = code;
  });
