/** Bundles the tests that run inside the extension host, where TypeScript can't be loaded, into out/test/vscode/suite. */
import { build, type Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');
const suite = join(__dirname, 'suite');
const outputFolder = join(root, 'out/test/vscode/suite');

/** Path of the bundled entry, for `extensionTestsPath`. */
export async function bundleSuite(): Promise<string> {
  rmSync(outputFolder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: readdirSync(suite).filter((name) => name === 'index.ts' || name.endsWith('.test.ts')).map((name) => join(suite, name)),
    outdir: outputFolder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'esbuild', 'playwright-core'],
    plugins: [keepFolders],
    logLevel: 'warning',
  });
  return join(outputFolder, 'index.js');
}

/** Test helpers find their files by __dirname: it stays the folder of the source. The entry alone looks for its neighbours in the output. */
const keepFolders: Plugin = {
  name: 'keep-folders',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (path === join(suite, 'index.ts')) return { contents: source, loader: 'ts' };
      return { contents: `const __dirname = ${JSON.stringify(dirname(path))}; ${source}`, loader: 'ts' };
    });
  },
};

// By itself: what F5 does before it opens the window.
if (require.main === module) void bundleSuite();
