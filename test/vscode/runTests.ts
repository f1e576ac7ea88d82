/**
 * Runs the tests of suite/ inside a real VS Code, through @vscode/test-electron. The last line is `N passed, N failed`.
 *
 *   node --import tsx test/vscode/runTests.ts [latest|oldest]     both ends of engines.vscode
 */
import { runTests } from '@vscode/test-electron';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledProgram } from '../helpers/bundledPrograms.ts';
import type { HostName } from '../host/versions.ts';
import { bundleSuite } from './bundleSuite.ts';
import { chooseVsCode } from './chooseVsCode.ts';

const root = join(__dirname, '../..');

async function main(name: HostName): Promise<void> {
  bundledProgram('extension');
  const folder = mkdtempSync(join(tmpdir(), 'heapline-vscode-test-'));
  const workspace = join(folder, 'workspace');
  cpSync(join(root, 'test/samples'), workspace, { recursive: true });
  try {
    const [chosen, extensionTestsPath] = await Promise.all([chooseVsCode(name), bundleSuite()]);
    console.log(`in ${chosen.label}`);
    await runTests({
      ...chosen.run,
      extensionDevelopmentPath: root,
      extensionTestsPath,
      launchArgs: [workspace, '--disable-extensions', `--user-data-dir=${join(folder, 'user-data')}`, `--extensions-dir=${join(folder, 'extensions')}`],
      extensionTestsEnv: { HEAPLINE_VSCODE_HOST: name, HEAPLINE_TEST_NODE: process.execPath },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main(process.argv[2] === 'oldest' ? 'oldest' : 'latest').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
