// TypeScript programs, type-checked and kept: trees, symbols and types, the densest real graphs that npm brings (6 edges a node).
// Their sources are those of Chrome DevTools, from its package.
'use strict';
const { readdirSync } = require('node:fs');
const { dirname, join } = require('node:path');

/** One program for each number, with so many root files; all are checked. */
exports.checkPrograms = function checkPrograms(rootCounts) {
  if (rootCounts.length === 0) return [];
  const files = sourceFiles();
  return rootCounts.map((count) => checkedProgram(spread(files, count)));
};

function checkedProgram(roots) {
  const ts = require('typescript');
  const options = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [], strict: true, noEmit: true, skipLibCheck: true };
  const program = ts.createProgram(roots, options);
  const problems = roots.map((root) => program.getSemanticDiagnostics(program.getSourceFile(root)));
  return { program, problems };
}

function sourceFiles() {
  const folder = join(dirname(require.resolve('chrome-devtools-frontend/package.json')), 'front_end');
  return readdirSync(folder, { recursive: true })
    .filter((name) => /^(core|models|panels|ui|services|entrypoints)\b.*\.ts$/.test(name) && !/\.(d|test)\.ts$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** So many of the files, evenly from all over. */
function spread(files, count) {
  return Array.from({ length: Math.min(count, files.length) }, (_, index) => files[Math.floor((index * files.length) / count)]);
}
