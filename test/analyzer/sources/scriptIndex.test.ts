/** Declarations, assignments and captured scopes of scripts. In the texts `¦` is the position that is asked from. */
import assert from 'node:assert/strict';
import { indexScript } from '../../../analyzer/src/sources/scriptIndex.ts';

function at(marked: string): { text: string; position: number } {
  return { text: marked.replace('¦', ''), position: marked.indexOf('¦') };
}

/** The text from the declaration to the end of its line. */
function declared(marked: string, name: string): string | null {
  const { text, position } = at(marked);
  const declaration = indexScript(text).findDeclaration(name, position);
  return declaration && text.slice(declaration.at).split('\n')[0]!;
}

function assigned(marked: string, name: string): string | null {
  const { text, position } = at(marked);
  const assignment = indexScript(text).findAssignment(name, position);
  return assignment && text.slice(assignment.at).split('\n')[0]!;
}

describe('findDeclaration', () => {
  const cases: [string, string, string, string | null][] = [
    ['a module-level const', 'const cache = {};\nfunction f() { return ¦cache; }', 'cache', 'cache = {};'],
    ['the inner of two', 'let x = 1;\nfunction f() {\n  let x = 2;\n  return () => ¦x;\n}', 'x', 'x = 2;'],
    ['not one of another function', 'function f() { let x = 2; }\nfunction g() { ¦ }', 'x', null],
    ['a parameter', 'function f(first, { second: [third] = [], ...rest }) { return () => ¦third }', 'third', 'third] = [], ...rest }) { return () => third }'],
    ['a var out of its block', 'function f() { { var x = 1; } return () => ¦x; }', 'x', 'x = 1; } return () => x; }'],
    ['no let out of its block', 'function f() { { let x = 1; } return () => ¦x; }', 'x', null],
    ['an import', "import { a as b } from 'x';\nexport const f = () => ¦b;", 'b', "b } from 'x';"],
    ['a class', 'class A {}\nconst f = () => ¦A;', 'A', 'A {}'],
    ['a catch parameter', 'try {} catch (error) { f(() => ¦error); }', 'error', 'error) { f(() => error); }'],
    ['a loop variable', 'for (const item of list) { keep(() => ¦item); }', 'item', 'item of list) { keep(() => item); }'],
    ['in a script with a hashbang and a return', '#!/usr/bin/env node\nconst a = 1;\nf(() => ¦a);\nreturn;', 'a', 'a = 1;'],
    ['by words where types stand in the way', 'const store: Map<string, X> = new Map();\nfunction f(x: number) { return ¦store; }', 'store', 'store: Map<string, X> = new Map();'],
  ];
  for (const [what, marked, name, expected] of cases) it(`finds ${what}`, () => assert.equal(declared(marked, name), expected));

  it('knows what is at the top, and whose a variable is', () => {
    const index = indexScript('const top = 1;\nfunction f() { const inner = 2; return () => inner + top; }');
    const find = (name: string) => index.findDeclaration(name, 60)!;
    assert.deepEqual([find('top').isTopLevel, find('inner').isTopLevel, find('inner').functionName], [true, false, 'f']);
  });
});

describe('findAssignment', () => {
  const cases: [string, string, string, string | null][] = [
    ['an assignment in the constructor', 'class A {\n  constructor¦() {\n    this.items = [];\n  }\n}', 'items', 'this.items = [];'],
    ['a field', 'class A {\n  items = new Map();\n  ¦constructor() {}\n}', 'items', 'items = new Map();'],
    ['a private field', 'class A {\n  #items = [];\n ¦}', '#items', '#items = [];'],
    ['one in another method', 'class A {\n  constructor¦() {}\n  open() { this.socket = 1; }\n}', 'socket', 'this.socket = 1; }'],
    ['one of a constructor function', 'function A¦(x) {\n  this.x = x;\n}', 'x', 'this.x = x;'],
    ['not one of another class', 'class A { ¦ }\nclass B { constructor() { this.x = 1; } }', 'x', null],
    ['no static field', 'class A { static x = 1; ¦ }', 'x', null],
    ['one in an arrow function', 'class A {\n  ¦run = () => {\n    this.done = true;\n  };\n}', 'done', 'this.done = true;'],
  ];
  for (const [what, marked, name, expected] of cases) it(`finds ${what}`, () => assert.equal(assigned(marked, name), expected));
});

describe('capturedScopes', () => {
  const scopes = (marked: string): string[][] => {
    const { text, position } = at(marked);
    return indexScript(text).capturedScopes(position).map((scope) => scope.map(({ name }) => name));
  };
  it('lists what closures capture, scope by scope outwards', () => {
    assert.deepEqual(scopes('const a = 1;\nfunction f(p, unused) {\n  let b = 2;\n  { const c = 3, plain = 4; keep(¦() => a + b + c + p); use(plain); }\n}\nf();'), [['c'], ['p', 'b'], ['a']]);
  });
  it('leaves out what only the function itself uses', () => {
    assert.deepEqual(scopes('function f() { const own = 1; own; return ¦() => 1; }'), []);
  });
});

describe('places', () => {
  it('go from line and column to offset and back', () => {
    const index = indexScript('ab\ncd\n\nx');
    assert.equal(index.offsetOf(1, 1), 4);
    assert.deepEqual([0, 2, 3, 4, 6, 7].map((offset) => index.placeOf(offset)), [{ line: 0, column: 0 }, { line: 0, column: 2 }, { line: 1, column: 0 }, { line: 1, column: 1 }, { line: 2, column: 0 }, { line: 3, column: 0 }]);
    assert.equal(index.offsetOf(99, 0), 8); // beyond the end: the end
  });
});
