/** Who may import what: the table of ARCHITECTURE.md, held against every import in the tree. */
import assert from 'node:assert/strict';
import { importsOf, parse, sourceFiles, type SourceFile } from './helpers/sourceTree.ts';

/** Words: open to every folder. */
const WORDS = ['analyzer/protocol/units.ts', 'analyzer/protocol/kinds.ts', 'analyzer/protocol/errors.ts'];
const MESSAGES = ['analyzer/protocol/'];
const ENGINE = ['analyzer/src/base/', 'analyzer/src/columnFile/', 'analyzer/src/model/', 'analyzer/src/analysis/'];
const TARGETS = ['extension/src/inspector/', 'extension/src/processes/', 'extension/src/capture/'];

interface Layer {
  /** Folder or file: the first that fits a path is its layer. */
  readonly at: string;
  /** Folders (with a slash at the end), files, or names of modules. A layer may always import itself. */
  readonly mayImport: readonly string[];
  /** Those whose types alone may be imported. */
  readonly mayImportTypes?: readonly string[];
}

const LAYERS: readonly Layer[] = [
  ...WORDS.map((at) => ({ at, mayImport: WORDS })),
  { at: 'analyzer/protocol/', mayImport: [] },
  { at: 'analyzer/kernels/build.mjs', mayImport: ['assemblyscript/asc', 'node:'] },
  { at: 'analyzer/kernels/', mayImport: [] },
  { at: 'analyzer/src/base/', mayImport: WORDS },
  { at: 'analyzer/src/kernels/', mayImport: [...WORDS, 'analyzer/src/base/'] },
  { at: 'analyzer/src/indexFile/', mayImport: [...WORDS, 'analyzer/src/base/', 'node:fs'] },
  { at: 'analyzer/src/columnFile/', mayImport: [...WORDS, 'analyzer/src/base/', 'analyzer/src/indexFile/disk.ts', 'analyzer/src/indexFile/openIndexed.ts', 'node:fs', 'node:os', 'node:path'] },
  { at: 'analyzer/src/threads/', mayImport: [...WORDS, 'analyzer/src/base/', 'node:v8', 'node:vm', 'node:worker_threads'] },
  { at: 'analyzer/src/model/', mayImport: [...WORDS, 'analyzer/src/base/', 'analyzer/src/columnFile/pagedColumn.ts'] },
  { at: 'analyzer/src/importers/index.ts', mayImport: [...WORDS, 'analyzer/src/base/', 'analyzer/src/model/', 'analyzer/src/importers/'] },
  { at: 'analyzer/src/importers/importer.ts', mayImport: [...WORDS, 'analyzer/src/base/', 'analyzer/src/model/'] },
  { at: 'analyzer/src/importers/heapSnapshot/', mayImport: [...WORDS, 'analyzer/src/base/', 'analyzer/src/kernels/', 'analyzer/src/model/', 'analyzer/src/importers/importer.ts'] },
  { at: 'analyzer/src/analysis/', mayImport: [...WORDS, 'analyzer/src/base/', 'analyzer/src/kernels/', 'analyzer/src/columnFile/pagedColumn.ts', 'analyzer/src/model/'] },
  { at: 'analyzer/src/crew/', mayImport: [...WORDS, ...ENGINE, 'analyzer/src/importers/', 'analyzer/src/indexFile/', 'analyzer/src/threads/', 'node:fs'] },
  { at: 'analyzer/src/sources/', mayImport: [...WORDS, ...ENGINE, 'acorn', '@jridgewell/trace-mapping', 'node:path', 'node:url'], mayImportTypes: MESSAGES },
  { at: 'analyzer/src/words/', mayImport: [...WORDS, ...ENGINE, 'analyzer/src/sources/'], mayImportTypes: MESSAGES },
  {
    at: 'analyzer/src/session/',
    mayImport: [...MESSAGES, ...ENGINE, 'analyzer/src/importers/', 'analyzer/src/crew/', 'analyzer/src/indexFile/', 'analyzer/src/threads/', 'analyzer/src/sources/', 'analyzer/src/words/', 'node:'],
  },
  { at: 'analyzer/src/report/', mayImport: [...MESSAGES, 'analyzer/src/base/'] },
  {
    at: 'analyzer/src/server/',
    mayImport: [...MESSAGES, 'analyzer/src/base/', 'analyzer/src/report/', 'analyzer/src/threads/', 'vscode-languageserver/node'],
    mayImportTypes: ['analyzer/src/session/'],
  },
  { at: 'analyzer/src/main.ts', mayImport: [...MESSAGES, 'analyzer/src/server/', 'analyzer/src/session/crewBeside.ts', 'vscode-languageserver/node', 'node:'] },
  { at: 'analyzer/src/worker.ts', mayImport: [...MESSAGES, 'analyzer/src/session/', 'analyzer/src/threads/', 'node:'] },
  { at: 'analyzer/src/crew.ts', mayImport: ['analyzer/src/crew/', 'analyzer/src/indexFile/openIndexed.ts', 'analyzer/src/threads/', 'node:worker_threads'] },
  ...TARGETS.map((at) => ({ at, mayImport: [...WORDS, ...TARGETS, 'ws', 'node:'] })),
  { at: 'extension/src/cli.ts', mayImport: [...MESSAGES, ...TARGETS, 'extension/src/cli/', 'node:'] },
  { at: 'extension/src/cli/', mayImport: [...MESSAGES, ...TARGETS, 'analyzer/src/base/', 'analyzer/src/session/', 'analyzer/src/report/', 'node:'] },
  { at: 'extension/src/', mayImport: [...MESSAGES, 'vscode', 'vscode-languageclient/node', 'node:'] },
  { at: 'webview-ui/src/', mayImport: [...MESSAGES, 'preact', '@vscode-elements/elements', '@vscode/codicons'] },
];

/** Kept out of the rest of extension/src, which has the command line beside it. */
const COMMAND_LINE = /^extension\/src\/cli(\.ts|\/)/;

describe('who imports what', () => {
  const files = sourceFiles().filter(({ path }) => /^(analyzer|extension|webview-ui)\//.test(path));

  it('every source file has a layer', () => {
    assert.ok(files.length > 100, `only ${files.length} source files were found`);
    assert.deepEqual(files.filter((file) => !layerOf(file)).map(({ path }) => path), []);
  });

  it('imports stay inside the table', () => {
    assert.deepEqual(files.flatMap(violations), []);
  });

  it('imports of our own files carry their extension', () => {
    const bare = sourceFiles().flatMap((file) => importsOf(file).filter(({ target }) => /^(analyzer|extension|webview-ui|test)\//.test(target) && !/\.(ts|tsx|mjs|cjs|css|json)$/.test(target)).map(({ line, target }) => `${file.path}:${line} ${target}`));
    assert.deepEqual(bare, []);
  });

  it('the table would notice', () => {
    const file = (path: string, text: string): SourceFile => ({ path, text, tree: parse(path, text) });
    assert.equal(violations(file('analyzer/src/analysis/x.ts', "import * as vscode from 'vscode';")).length, 1);
    assert.equal(violations(file('analyzer/src/analysis/x.ts', "import { open } from 'node:fs';")).length, 1);
    assert.equal(violations(file('analyzer/src/importers/heapSnapshot/x.ts', "import { a } from '../../analysis/paths.ts';")).length, 1);
    assert.equal(violations(file('analyzer/src/server/x.ts', "import { a } from '../session/heapSession.ts';")).length, 1);
    assert.equal(violations(file('analyzer/src/server/x.ts', "import type { A } from '../session/heapSession.ts';")).length, 0);
    assert.equal(violations(file('extension/src/inspector/x.ts', "const vscode = require('vscode');")).length, 1);
    assert.equal(violations(file('extension/src/views/x.ts', "import { a } from '../cli/engine.ts';")).length, 1);
    assert.equal(violations(file('webview-ui/src/x.ts', "export { readFileSync } from 'node:fs';")).length, 1);
  });
});

const layerOf = ({ path }: SourceFile): Layer | undefined => LAYERS.find(({ at }) => fits(path, at));

/** `PATH:LINE imports TARGET` for each import that the file's layer must not make. */
function violations(file: SourceFile): string[] {
  const layer = layerOf(file);
  if (!layer) return [];
  return importsOf(file)
    .filter(({ target, isTypeOnly }) => !mayImport(file.path, layer, target, isTypeOnly))
    .map(({ line, target }) => `${file.path}:${line} imports ${target}`);
}

function mayImport(path: string, { at, mayImport: open, mayImportTypes = [] }: Layer, target: string, isTypeOnly: boolean): boolean {
  if (COMMAND_LINE.test(target) && !COMMAND_LINE.test(path)) return false;
  return [at, ...open, ...(isTypeOnly ? mayImportTypes : [])].some((allowed) => fits(target, allowed));
}

const fits = (path: string, allowed: string): boolean => path === allowed || (/[/:]$/.test(allowed) ? path.startsWith(allowed) : path.startsWith(`${allowed}/`));
