/**
 * `npm start`: a leaky server, and a VS Code with Heapline on it. Desktop VS Code when `code` is on the PATH; else the server build, to
 * be opened in a browser on this machine (`npm start -- --browser` takes it in any case, `--port N` fixes its port). Ctrl-C stops all.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bundledProgram } from '../helpers/bundledPrograms.ts';
import { startSample, type RunningSample } from '../helpers/samples.ts';
import { startServer } from '../host/server.ts';
import { workbenchUrl } from '../host/workbench.ts';

const root = join(__dirname, '../..');
const workspace = join(root, 'test/samples');
/** About 40 MB of leaked sessions; then the visitors stop. */
const MAX_REQUESTS = 20_000;
const REQUESTS_PER_SECOND = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { browser: { type: 'boolean' }, port: { type: 'string' } } });
  const interrupted = new Promise<void>((resolve) => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((name) => process.once(name, () => resolve())));
  bundledProgram('extension');
  const sample = await startSample('sessions');
  try {
    console.log(`A leaky server is running: PID ${sample.child.pid}, http://127.0.0.1:${sample.port}. Visitors come at ${REQUESTS_PER_SECOND} a second.`);
    void sendVisitors(sample);
    console.log('In VS Code: Command Palette, Heapline: Capture Heap Snapshot, pick server.js; a minute later again. Then look at Suspicious Constructors.');
    await (values.browser || !hasDesktop() ? inBrowser(Number(values.port ?? 0), interrupted) : onDesktop(interrupted));
  } finally {
    await sample.stop();
  }
}

/** Until the server is stopped or enough has leaked. */
async function sendVisitors(sample: RunningSample): Promise<void> {
  try {
    for (let sent = 0; sent < MAX_REQUESTS; sent += REQUESTS_PER_SECOND) {
      await sample.drive(REQUESTS_PER_SECOND);
      await sleep(1000, undefined, { ref: false });
    }
  } catch {
    // the server was stopped, by Ctrl-C or by its user
  }
}

const hasDesktop = (): boolean => spawnSync('code', ['--version'], { shell: process.platform === 'win32' }).status === 0;

/** Returns when the window is closed. */
async function onDesktop(interrupted: Promise<void>): Promise<void> {
  const child = spawn('code', ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, workspace], { stdio: 'inherit', shell: process.platform === 'win32' });
  await Promise.race([interrupted, new Promise((resolve) => child.once('close', resolve))]);
  child.kill();
}

async function inBrowser(port: number, interrupted: Promise<void>): Promise<void> {
  const server = await startServer({ port, onOutput: (text) => void (text.startsWith('installing') && console.log(text)) });
  try {
    console.log(`\nOpen this VS Code in a browser:\n${workbenchUrl(server, { folder: workspace, extensionDevelopmentPaths: [root] })}\n\nCtrl-C stops it.`);
    await Promise.race([interrupted, server.ended]);
  } finally {
    await server.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
