// Bundles the six programs into dist/. `--watch` rebuilds on change, `--minify` is what the VSIX ships, `--outdir=DIR` puts them elsewhere.
import * as esbuild from 'esbuild';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import './analyzer/kernels/build.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');
const outdir = resolve(root, process.argv.find((word) => word.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist');

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify,
  keepNames: minify,
  sourcemap: !minify,
  outdir,
  logLevel: 'warning',
};

/** The programs that run on Node: VS Code's extension host, the analyzer process, its session's thread, its crew's threads, the command line. */
const nodePrograms = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Optional native speed-ups of ws; it works without them.
  external: ['vscode', 'bufferutil', 'utf-8-validate'],
  // The Node builds of these packages are UMD files whose inner requires a bundler can't follow.
  mainFields: ['module', 'main'],
  entryPoints: {
    extension: 'extension/src/extension.ts',
    analyzer: 'analyzer/src/main.ts',
    analyzerWorker: 'analyzer/src/worker.ts',
    analyzerCrew: 'analyzer/src/crew.ts',
    cli: 'extension/src/cli.ts',
  },
};

const webview = {
  ...shared,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  entryPoints: { webview: 'webview-ui/src/main.tsx' },
};

mkdirSync(outdir, { recursive: true });
if (watch) {
  for (const options of [nodePrograms, webview]) await (await esbuild.context({ ...options, logLevel: 'info' })).watch();
} else {
  await Promise.all([esbuild.build(nodePrograms), esbuild.build(webview)]);
}
for (const file of ['codicon.css', 'codicon.ttf']) copyFileSync(join(root, 'node_modules/@vscode/codicons/dist', file), join(outdir, file));
