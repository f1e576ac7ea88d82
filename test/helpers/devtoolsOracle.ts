/**
 * Chrome DevTools' own heap-snapshot worker as the oracle: its code is bundled from the npm package once, and runs in a process
 * of its own for each question. Nothing that it computes is computed by us.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { build } from 'esbuild';
import { version } from 'chrome-devtools-frontend/package.json';

/** What DevTools computes of one file (and its comparison with an older one). Row n of the columns is node n of the file. */
export interface OracleAnswer {
  /** From the file to the class table, when the answer was made. */
  readonly loadMs: number;
  readonly peakMegabytes: number;
  readonly ids: Uint32Array;
  readonly selfSizes: Float64Array;
  readonly retainedSizes: Float64Array;
  readonly distances: Int32Array;
  /** Ordinals; the root's is its own. */
  readonly dominators: Uint32Array;
  /** Shown names of every 97th node. */
  readonly names: readonly string[];
  readonly classes: readonly { classKey: string; name: string; count: number; selfBytes: number; retainedBytes: number; distance: number }[];
  readonly totalSize: number;
  readonly statistics: { total: number; native: { total: number; typedArrays: number }; v8heap: { total: number; code: number; jsArrays: number; strings: number; system: number } };
  /** Retainers of some nodes as `type name @id`, sorted. */
  readonly retainers: readonly { ordinal: number; retainers: string[] }[];
  readonly diff?: readonly { classKey: string; name: string; addedCount: number; removedCount: number; addedBytes: number; removedBytes: number; addedIds: Uint32Array; removedIds: Uint32Array }[];
}

const root = join(__dirname, '../..');
const program = join(__dirname, 'oracleProgram.mjs');
const answers = join(root, '.cache/oracle/answers');

/** Asks DevTools. Takes seconds, about 1 per 10 MB of file; an answer is kept in .cache/oracle under the hash of the files. */
export async function askDevTools(file: string, olderFile?: string): Promise<OracleAnswer> {
  const files = olderFile ? [file, olderFile] : [file];
  const bundle = await bundledDevTools();
  const answer = join(answers, `${hashOf([program, ...files])}.bin`);
  if (!existsSync(answer)) {
    mkdirSync(answers, { recursive: true });
    const draft = `${answer}.${process.pid}`;
    try {
      execFileSync(process.execPath, ['--max-old-space-size=12000', program, bundle, draft, ...files], { stdio: ['ignore', 'ignore', 'pipe'] });
      renameSync(draft, answer);
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return deserialize(readFileSync(answer)) as OracleAnswer;
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256').update(version);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 32);
}

/** DevTools' worker as one module, made when it is not there yet for this version. */
export async function bundledDevTools(): Promise<string> {
  const directory = join(root, '.cache/oracle');
  const bundle = join(directory, `devtools-${version}.mjs`);
  if (existsSync(bundle)) return bundle;
  mkdirSync(directory, { recursive: true });
  const draft = `${bundle}.${process.pid}`;
  await build({
    entryPoints: [join(root, 'node_modules/chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker/heap_snapshot_worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: draft,
    logLevel: 'error',
    plugins: [
      {
        // The package leaves out this generated list of languages; the worker shows no text.
        name: 'no-locales',
        setup(builder) {
          builder.onResolve({ filter: /\/locales\.js$/ }, () => ({ path: 'locales', namespace: 'none' }));
          builder.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export const LOCALES = []; export const BUNDLED_LOCALES = []; export const DEFAULT_LOCALE = "en-US"; export const REMOTE_FETCH_PATTERN = ""; export const LOCAL_FETCH_PATTERN = "";' }));
        },
      },
    ],
  });
  renameSync(draft, bundle);
  return bundle;
}

