// Large npm packages, loaded and used: a parser with its trees, a linter, a language server, a browser driver's client, test runners.
'use strict';
const { readFileSync } = require('node:fs');

/** All are dependencies of this project. */
const NAMES = ['eslint', 'mocha', 'playwright-core', 'vscode-languageserver/node', 'ws', 'esbuild', 'preact', '@jridgewell/trace-mapping', 'acorn', 'axe-core'];

/** The modules, and what was made with them. */
exports.usePackages = function usePackages() {
  const modules = NAMES.map((name) => require(name));
  return [modules, lint('preact'), parse('preact'), parse('@jridgewell/trace-mapping')];
};

function lint(name) {
  const { Linter } = require('eslint');
  const linter = new Linter();
  return [linter, linter.verify(readFileSync(require.resolve(name), 'utf8'), { rules: { 'no-unused-vars': 'error', 'prefer-const': 'error' } })];
}

function parse(name) {
  const { parse: parseScript } = require('acorn');
  return parseScript(readFileSync(require.resolve(name), 'utf8'), { ecmaVersion: 'latest', sourceType: 'module', locations: true });
}
