/** `npm start` as on a machine without desktop VS Code: prints an address, the address shows VS Code with Heapline, Ctrl-C leaves nothing. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../host/chromium.ts';

const root = join(__dirname, '../../..');

describe('npm start', () => {
  it('serves VS Code with Heapline on it, beside a leaky server, until Ctrl-C', async () => {
    const child = spawn(process.execPath, ['test/run/bootstrap.mjs', 'start', '--browser'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const browser = await chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_ARGUMENTS });
    let samplePid: number;
    try {
      const [, pid, url] = await printed(child.stdout, /PID (\d+)[^]*?(http:\/\/127\.0\.0\.1:\d+\/\?folder=\S+)/);
      samplePid = Number(pid);
      assert.ok(isAlive(samplePid));
      const page = await browser.newPage();
      await page.goto(url!);
      await page.locator('.activitybar a.action-label[aria-label^="Heapline"]').click();
      await page.locator(`.monaco-list-row[aria-label*="PID ${samplePid}"]`).waitFor();
    } finally {
      await browser.close();
      child.kill('SIGINT');
    }
    assert.equal(await ended, 0);
    assert.ok(!isAlive(samplePid), 'the leaky server is still running');
  });
});

function printed(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    stream.on('data', (text: Buffer) => {
      output += String(text);
      const match = pattern.exec(output);
      if (match) resolve(match);
    });
    stream.once('end', () => reject(new Error(`ended after\n${output}`)));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
