/** The leaky sample programs of test/samples: built, started, driven, stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get, Agent } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import samples from '../samples/samples.json';

export type SampleName = keyof typeof samples;

interface Sample {
  readonly what: string;
  readonly entry?: string;
  readonly build?: { readonly entry: string; readonly out: string; readonly minify: boolean; readonly sourcemap: string };
  readonly thread?: string;
  /** The planted line: the one with this text. Null for a healthy program. */
  readonly culprit: { readonly file: string; readonly text: string } | null;
  readonly className?: string;
}

export interface RunningSample {
  readonly child: ChildProcess;
  readonly port: number;
  /** Of the inspector, when it was started with one. */
  readonly webSocketUrl: string | null;
  /** Sends that many requests, 16 at a time, each to a path of its own. */
  drive(requests: number): Promise<void>;
  stop(): Promise<void>;
}

/** What Node.js says of its inspector. */
const INSPECTOR = /Debugger listening on (ws:\/\/\S+)\s/;
const folder = join(__dirname, '../samples');
const built = join(__dirname, '../../out/samples');

export function sampleOf(name: SampleName): Sample {
  return samples[name] as Sample;
}

/** Where the planted line is, or null. */
export function plantedLine(name: SampleName): { file: string; line: number } | null {
  const { culprit } = sampleOf(name);
  if (!culprit) return null;
  const file = join(folder, culprit.file);
  const lines = readFileSync(file, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(culprit.text));
  if (index < 0) throw new Error(`${culprit.file} has no line with ${culprit.text}`);
  return { file, line: index + 1 };
}

/** The program to run; compiled when it is TypeScript. */
export function sampleEntry(name: SampleName): string {
  const { entry, build } = sampleOf(name);
  if (!build) return join(folder, entry!);
  const outfile = join(built, build.out);
  buildSync({ entryPoints: [join(folder, build.entry)], bundle: true, platform: 'node', format: 'cjs', target: 'node18', outfile, minify: build.minify, keepNames: false, sourcemap: build.sourcemap as 'linked' | 'inline', logLevel: 'error' });
  return outfile;
}

/** Starts it and waits until it listens. `inspect`: with an inspector on a free port of its own. */
export async function startSample(name: SampleName, options: { node?: string; inspect?: boolean } = {}): Promise<RunningSample> {
  // A port of its own also for SIGUSR1: several tests run at once, and 9229 is one for all. A known one: where it is open (0), Heapline
  // asks each of the program's ports whether it is an inspector, and every question is a visitor more.
  const args = [options.inspect ? '--inspect=127.0.0.1:0' : `--inspect-port=${await freePort()}`, sampleEntry(name)];
  const child = spawn(options.node ?? process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PORT: '0', NODE_OPTIONS: '' } });
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    const take = (text: Buffer): void => {
      output += text.toString();
      const match = /listening on (\d+)$/m.exec(output);
      // The two lines come through two pipes, in either order.
      if (match && (!options.inspect || INSPECTOR.test(output))) resolve(Number(match[1]));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${output}`)));
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  let sent = 0;
  const request = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: `/page/${++sent}`, agent }, (response) => response.resume().once('end', resolve)).once('error', reject);
    });
  return {
    child,
    port,
    webSocketUrl: INSPECTOR.exec(output)?.[1] ?? null,
    async drive(requests) {
      for (let left = requests; left > 0; left -= 16) await Promise.all(Array.from({ length: Math.min(16, left) }, request));
    },
    async stop() {
      agent.destroy();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** A port that nobody listens on just now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
