/** The rules of STYLE.md that a program can check: headers, sizes, exports, tests that run, words that don't belong into a repository. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { lineOf, parse, repositoryFiles, ROOT, sourceFiles, type SourceFile } from './helpers/sourceTree.ts';
import { HOST_VERSIONS } from './host/versions.ts';

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 70;

/** Hosts of registries and paths of a developer's machine: whoever clones this has others. */
const FOREIGN = [/registry\.npmjs/, /deb\.debian\.org/, /\/work\/(main|shared)\b/, /\/root\//, /"resolved"\s*:\s*"http/];
/** A line that has to name one says so. */
const EXCUSE = 'tidy: foreign';

describe('the tree is tidy', () => {
  const files = sourceFiles();

  it('every file opens with a comment that says what it is', () => {
    assert.ok(files.length > 150, `only ${files.length} files were found`);
    assert.deepEqual(files.filter((file) => !hasHeader(file)).map(({ path }) => path), []);
  });

  it(`no file has more than ${MAX_FILE_LINES} lines`, () => {
    const long = files.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 })).filter(({ lines }) => lines > MAX_FILE_LINES);
    assert.deepEqual(long, []);
  });

  it(`no function has more than ${MAX_FUNCTION_LINES} lines`, () => {
    assert.deepEqual(files.flatMap(longFunctions), []);
  });

  it('exports have names; there are no enums and no tests left out or picked out', () => {
    assert.deepEqual(files.flatMap(offences), []);
  });

  it('these checks would notice', () => {
    const file = (text: string): SourceFile => ({ path: 'test/x.test.ts', text, tree: parse('test/x.test.ts', text) });
    assert.ok(!hasHeader(file('import a from "a";\n// late')));
    assert.ok(hasHeader(file('#!/usr/bin/env node\n/** What it is. */\nrun();')));
    assert.equal(longFunctions(file(`const f = () => {${'\n'.repeat(MAX_FUNCTION_LINES)}};`)).length, 1);
    assert.equal(longFunctions(file(`describe('all', () => {${'\n'.repeat(MAX_FUNCTION_LINES)}});`)).length, 0);
    assert.equal(offences(file('export default 1; enum A {} it.only("a", f); describe.skip("b", f); xit("c", f); function t() { this.skip(); }')).length, 6);
  });

  it('names no registry host and no path of one machine', () => {
    const found = repositoryFiles()
      .filter((path) => /\.(ts|tsx|mjs|cjs|js|json|md|css|svg|ya?ml)$|^\.|\/run$/.test(path) && !path.startsWith('test/fixtures/'))
      .flatMap((path) => readFileSync(join(ROOT, path), 'utf8').split('\n').flatMap((text, index) => (FOREIGN.some((word) => word.test(text)) && !text.includes(EXCUSE) ? [`${path}:${index + 1} ${text.trim().slice(0, 120)}`] : [])));
    assert.deepEqual(found, []);
  });

  it('the oldest VS Code that we say we run on is the one that is tested, and typed', () => {
    const { engines, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { vscode: string }; devDependencies: Record<string, string> };
    const [major, minor] = HOST_VERSIONS.oldest.vscode.split('.');
    assert.equal(engines.vscode, `^${major}.${minor}.0`);
    assert.match(devDependencies['@types/vscode']!, new RegExp(`^[~^]?${major}\\.${minor}\\.`));
    const types = JSON.parse(readFileSync(join(ROOT, 'node_modules/@types/vscode/package.json'), 'utf8')) as { version: string };
    assert.equal(types.version.split('.').slice(0, 2).join('.'), `${major}.${minor}`);
  });
});

function hasHeader({ text }: SourceFile): boolean {
  const source = text.replace(/^#!.*\n/, '');
  return ts.getLeadingCommentRanges(source, 0)?.[0]?.pos === 0;
}

/**
 * `PATH:LINE has N lines`. Functions with a name of their own inside a function count for themselves: a function that makes an object of
 * closures is what a class is elsewhere. The callbacks of describe() hold tests as a file does, and don't count.
 */
function longFunctions({ path, tree }: SourceFile): string[] {
  const found: string[] = [];
  const linesOf = (node: ts.Node): number => tree.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(tree, node);
  /** Lines of the named functions inside. */
  const visit = (node: ts.Node): number => {
    let inner = 0;
    ts.forEachChild(node, (child) => void (inner += visit(child)));
    if (!isFunction(node)) return inner;
    const own = linesOf(node) - inner;
    if (own > MAX_FUNCTION_LINES && !isSuite(node)) found.push(`${path}:${lineOf(tree, node)} has ${own} lines`);
    return isNamed(node) ? linesOf(node) : inner;
  };
  visit(tree);
  return found;
}

const isFunction = (node: ts.Node): boolean => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

const isNamed = (node: ts.Node): boolean =>
  ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node) || ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent);

const isSuite = ({ parent }: ts.Node): boolean => ts.isCallExpression(parent) && ts.isIdentifier(parent.expression) && parent.expression.text === 'describe';

function offences({ path, tree }: SourceFile): string[] {
  const found: string[] = [];
  const isConfiguration = path === 'eslint.config.mjs'; // ESLint wants a default export
  const visit = (node: ts.Node): void => {
    if (!isConfiguration && isDefaultExport(node)) found.push(`${path}:${lineOf(tree, node)} exports without a name`);
    if (ts.isEnumDeclaration(node)) found.push(`${path}:${lineOf(tree, node)} has an enum`);
    if (path.startsWith('test/') && isLeftOut(node)) found.push(`${path}:${lineOf(tree, node)} leaves tests out`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const isDefaultExport = (node: ts.Node): boolean =>
  ts.isExportAssignment(node) || (ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false));

/** it.only(), describe.skip(), this.skip(), xit(), xdescribe(). */
function isLeftOut(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  const callee = node.expression;
  if (ts.isIdentifier(callee)) return /^(xit|xdescribe|xcontext|fit|fdescribe)$/.test(callee.text);
  if (!ts.isPropertyAccessExpression(callee) || !/^(only|skip)$/.test(callee.name.text)) return false;
  return callee.expression.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(callee.expression) && /^(it|describe|context|before|test)$/.test(callee.expression.text));
}
