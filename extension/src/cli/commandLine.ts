/** The command line's words: options that all commands share, checked once. */
import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { NodeId } from '../../../analyzer/protocol/units.ts';

/** The call was wrong; the message says how, the usage follows. */
export class UsageError extends Error {}

export interface ParsedCommandLine {
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly limit: number;
  readonly filter: string | undefined;
  readonly sort: string | undefined;
  readonly ascending: boolean;
  /** Where to write: files for `capture`, a folder for `columns`. */
  readonly outputs: readonly string[];
  /** Seconds between the captures of one call; undefined: at every line on standard input. */
  readonly everySeconds: number | undefined;
  /** Absolute folders in which sources are looked for first. */
  readonly sourceRoots: readonly string[];
  /** Path prefix in the target → absolute path here. */
  readonly pathMappings: Readonly<Record<string, string>>;
  /** `capture` goes on although it would probably kill the target. */
  readonly force: boolean;
  readonly all: boolean;
}

/** Errors: UsageError. */
export function parseCommandLine(args: readonly string[]): ParsedCommandLine {
  const { values, positionals } = parsed(args);
  const limit = values.limit === undefined ? 25 : positiveNumber('--limit', values.limit);
  if (!Number.isInteger(limit)) throw new UsageError(`--limit takes a whole number, not ${values.limit}`);
  return {
    operands: positionals,
    json: values.json,
    limit,
    filter: values.filter,
    sort: values.sort,
    ascending: values.ascending,
    outputs: [...(values.output ?? []), ...(values.out ?? [])],
    everySeconds: values.every === undefined ? undefined : positiveNumber('--every', values.every),
    sourceRoots: (values['source-root'] ?? [process.cwd()]).map((folder) => resolve(folder)),
    pathMappings: Object.fromEntries((values.map ?? []).map(mapping)),
    force: values.force,
    all: values.all,
  };
}

/** The operands, when there are at least `min` and at most `max` of them. Errors: UsageError. */
export function operandsOf({ operands }: ParsedCommandLine, what: string, min: number, max = min): readonly string[] {
  if (operands.length < min || operands.length > max) throw new UsageError(`expected ${what}, got ${operands.length === 0 ? 'nothing' : operands.join(' ')}`);
  return operands;
}

/** `@1234` or `1234`. Errors: UsageError. */
export function nodeIdOf(word: string): NodeId {
  const id = /^@?(\d+)$/.exec(word)?.[1];
  if (id === undefined) throw new UsageError(`an object is named by its id, @1234, not ${word}`);
  return Number(id);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        limit: { type: 'string', short: 'n' },
        filter: { type: 'string' },
        sort: { type: 'string' },
        ascending: { type: 'boolean', default: false },
        output: { type: 'string', short: 'o', multiple: true },
        out: { type: 'string', multiple: true },
        every: { type: 'string' },
        'source-root': { type: 'string', multiple: true },
        map: { type: 'string', multiple: true },
        force: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function positiveNumber(option: string, word: string): number {
  const value = Number(word);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`${option} takes a number above 0, not ${word}`);
  return value;
}

function mapping(word: string): [string, string] {
  const split = word.lastIndexOf('=');
  const to = word.slice(split + 1);
  if (split < 1 || !isAbsolute(to)) throw new UsageError(`--map takes FROM=TO with an absolute TO, not ${word}`);
  return [word.slice(0, split), to];
}
