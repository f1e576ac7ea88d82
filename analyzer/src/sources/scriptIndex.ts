/**
 * What a script declares and assigns, and where: enough to find the declaration of a captured variable and the assignment of a
 * property. Made by one walk over acorn's tree; positions are offsets of UTF-16 units.
 */
import { parse, type Node } from 'acorn';

/** A variable, parameter, function, class or import. Visible from scopeStart to scopeEnd. */
export interface Declaration {
  readonly name: string;
  readonly at: number;
  readonly scopeStart: number;
  readonly scopeEnd: number;
  /** The function that the variable belongs to; null at the top of a module or script. */
  readonly functionName: string | null;
  readonly isTopLevel: boolean;
}

/** `this.name = …` or a class field. */
export interface PropertyAssignment {
  readonly name: string;
  readonly at: number;
  /** The class, or the constructor function. */
  readonly ownerStart: number;
  readonly ownerEnd: number;
}

export interface ScriptIndex {
  /** The innermost declaration of `name` that is visible at `position`, or null. */
  findDeclaration(name: string, position: number): Declaration | null;
  /**
   * The variables that closures capture, scope by scope from the function at `position` outwards: V8 makes one context for each such
   * scope, with the variables in order of declaration.
   */
  capturedScopes(position: number): readonly (readonly Declaration[])[];
  /** The first assignment of the property in the innermost class or function around `position`, or null. */
  findAssignment(name: string, position: number): PropertyAssignment | null;
  /** Where line and column (both from 0) are. */
  offsetOf(line: number, column: number): number;
  /** Line and column (both from 0) of an offset. */
  placeOf(offset: number): { line: number; column: number };
}

/** Index of a script's text. A script that is no JavaScript (types left in) still answers declarations, by looking for words. */
export function indexScript(text: string): ScriptIndex {
  const lineStarts = findLineStarts(text);
  const offsetOf = (line: number, column: number): number => Math.min((lineStarts[line] ?? text.length) + column, text.length);
  const placeOf = (offset: number): { line: number; column: number } => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - lineStarts[low]! };
  };
  const tree = parseScript(text);
  if (!tree) return { offsetOf, placeOf, findDeclaration: (name, position) => declarationByWords(text, name, position), findAssignment: () => null, capturedScopes: () => [] };

  const { declarations, assignments, functions, uses } = walk(tree);
  return {
    capturedScopes: (position) => findCapturedScopes(position, declarations, functions, uses),
    offsetOf,
    placeOf,
    findDeclaration: (name, position) => innermost((declarations.get(name) ?? []).filter(({ scopeStart, scopeEnd }) => scopeStart <= position && position <= scopeEnd), ({ scopeStart, scopeEnd }) => scopeEnd - scopeStart),
    findAssignment: (name, position) => innermost((assignments.get(name) ?? []).filter(({ ownerStart, ownerEnd }) => ownerStart <= position && position <= ownerEnd), ({ ownerStart, ownerEnd }) => ownerEnd - ownerStart),
  };
}

/** A use of a name, and the start of the innermost function around it. */
interface Use {
  readonly at: number;
  readonly functionStart: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function findCapturedScopes(position: number, declarations: ReadonlyMap<string, Declaration[]>, functions: readonly Range[], uses: ReadonlyMap<string, Use[]>): Declaration[][] {
  const own = innermost(functions.filter(({ start, end }) => start <= position && position <= end), ({ start, end }) => end - start);
  const scopes = new Map<string, Declaration[]>();
  for (const [name, list] of declarations) {
    for (const declaration of list) {
      const { scopeStart, scopeEnd } = declaration;
      const isAround = scopeStart <= position && position <= scopeEnd && (own === null || scopeStart < own.start);
      if (!isAround || !(uses.get(name) ?? []).some(({ at, functionStart }) => at > scopeStart && at < scopeEnd && functionStart > scopeStart)) continue;
      const key = `${scopeStart}-${scopeEnd}`;
      const known = scopes.get(key);
      if (known) known.push(declaration);
      else scopes.set(key, [declaration]);
    }
  }
  const size = ([first]: readonly Declaration[]): number => first!.scopeEnd - first!.scopeStart;
  return [...scopes.values()].sort((a, b) => size(a) - size(b)).map((scope) => scope.sort((a, b) => a.at - b.at));
}

function innermost<Item>(items: readonly Item[], sizeOf: (item: Item) => number): Item | null {
  let best: Item | null = null;
  for (const item of items) if (best === null || sizeOf(item) < sizeOf(best)) best = item;
  return best;
}

function parseScript(text: string): Node | null {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parse(text, { ecmaVersion: 'latest', sourceType, allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowHashBang: true, allowImportExportEverywhere: sourceType === 'module', allowSuperOutsideMethod: true });
    } catch {
      // Tried as the other kind; what is neither has types or other extensions in it.
    }
  }
  return null;
}

function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}

/** For text that no parser of ours understands: the nearest declaring word before the position, else the first one. */
function declarationByWords(text: string, name: string, position: number): Declaration | null {
  if (!/^[\w$]+$/.test(name)) return null;
  const pattern = new RegExp(`\\b(?:const|let|var|function|class)\\s+(${name.replaceAll('$', '\\$')})\\b`, 'g');
  let best: number | null = null;
  for (const match of text.matchAll(pattern)) {
    const at = match.index + match[0].length - name.length;
    if (best === null || at <= position) best = at;
  }
  return best === null ? null : { name, at: best, scopeStart: 0, scopeEnd: text.length, functionName: null, isTopLevel: false };
}

interface Scope {
  readonly start: number;
  readonly end: number;
  readonly functionName: string | null;
  readonly isTopLevel: boolean;
}

interface Visit {
  readonly node: AnyNode;
  /** Where `let`, `const` and classes live. */
  readonly block: Scope;
  /** Where `var` and parameters live. */
  readonly body: Scope;
  /** The class or function that `this` belongs to. */
  readonly owner: { readonly start: number; readonly end: number } | null;
  /** Start of the innermost function; -1 at the top. */
  readonly functionStart: number;
  /** A name for an anonymous function or class. */
  readonly givenName: string | null;
}

/** acorn's nodes, seen as plain trees. */
type AnyNode = Node & Record<string, unknown>;

/** Explicit stack: minified code nests deeper than a call stack likes. */
function walk(tree: Node): { declarations: Map<string, Declaration[]>; assignments: Map<string, PropertyAssignment[]>; functions: Range[]; uses: Map<string, Use[]> } {
  const declarations = new Map<string, Declaration[]>();
  const assignments = new Map<string, PropertyAssignment[]>();
  const functions: Range[] = [];
  const uses = new Map<string, Use[]>();
  const top: Scope = { start: tree.start, end: tree.end, functionName: null, isTopLevel: true };
  const stack: Visit[] = [{ node: tree as AnyNode, block: top, body: top, owner: null, functionStart: -1, givenName: null }];
  const add = <Item extends { name: string }>(map: Map<string, Item[]>, item: Item): void => {
    const list = map.get(item.name);
    if (list) list.push(item);
    else map.set(item.name, [item]);
  };
  const declare = (pattern: unknown, scope: Scope): void => {
    for (const { name, start } of boundNames(pattern)) add(declarations, { name, at: start, scopeStart: scope.start, scopeEnd: scope.end, functionName: scope.functionName, isTopLevel: scope.isTopLevel });
  };
  const assign = (name: string, at: number, owner: Visit['owner']): void => {
    if (owner) add(assignments, { name, at, ownerStart: owner.start, ownerEnd: owner.end });
  };
  while (stack.length > 0) {
    const visit = stack.pop()!;
    const inner = enter(visit, declare, assign);
    const { node } = visit;
    if (inner.body !== visit.body) functions.push({ start: node.start, end: node.end });
    if (node.type === 'Identifier') {
      const list = uses.get(node['name'] as string);
      if (list) list.push({ at: node.start, functionStart: visit.functionStart });
      else uses.set(node['name'] as string, [{ at: node.start, functionStart: visit.functionStart }]);
    }
    for (const key in node) {
      if (key === 'type') continue;
      const value = node[key];
      const push = (child: unknown): void => {
        // A function's name stands outside of it: naming is no use from within.
        if (isNode(child)) stack.push({ ...inner, node: child, functionStart: key === 'id' ? visit.functionStart : inner.functionStart, givenName: nameGivenBy(node, key) });
      };
      if (Array.isArray(value)) value.forEach(push);
      else push(value);
    }
  }
  return { declarations, assignments, functions, uses };
}

/** Records what the node declares or assigns; the scopes that hold inside it. */
function enter(visit: Visit, declare: (pattern: unknown, scope: Scope) => void, assign: (name: string, at: number, owner: Visit['owner']) => void): Visit {
  const { node, block, body, owner } = visit;
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      if (node.type === 'FunctionDeclaration') declare(node['id'], block);
      const id = node['id'] as AnyNode | null | undefined;
      const scope: Scope = { start: node.start, end: node.end, functionName: (id?.['name'] as string | undefined) ?? visit.givenName ?? '', isTopLevel: false };
      if (node.type === 'FunctionExpression' && id) declare(id, scope);
      for (const parameter of node['params'] as unknown[]) declare(parameter, scope);
      // An arrow function has its surroundings' this; a method has its class's.
      const isOwner = node.type !== 'ArrowFunctionExpression' && !(owner && isInsideClassBody(visit));
      return { ...visit, block: scope, body: scope, functionStart: node.start, owner: isOwner ? { start: node.start, end: node.end } : owner };
    }
    case 'ClassDeclaration':
    case 'ClassExpression':
      if (node.type === 'ClassDeclaration') declare(node['id'], block);
      return { ...visit, owner: { start: node.start, end: node.end } };
    case 'PropertyDefinition':
      if (!node['static'] && !node['computed']) assign(keyName(node['key'] as AnyNode), node.start, owner);
      return visit;
    case 'VariableDeclaration':
      for (const declarator of node['declarations'] as AnyNode[]) declare(declarator['id'], node['kind'] === 'var' ? body : block);
      return visit;
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      declare(node['local'], block);
      return visit;
    case 'AssignmentExpression': {
      const target = node['left'] as AnyNode;
      const isOfThis = target.type === 'MemberExpression' && (target['object'] as AnyNode).type === 'ThisExpression' && !target['computed'];
      if (isOfThis) assign(keyName(target['property'] as AnyNode), node.start, owner);
      return visit;
    }
    case 'CatchClause':
    case 'BlockStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'SwitchStatement':
    case 'StaticBlock': {
      const scope: Scope = { ...block, start: node.start, end: node.end, isTopLevel: false };
      if (node.type === 'CatchClause') declare(node['param'], scope);
      // A function's own block is the function's scope already.
      return block.end === node.end && block === body ? visit : { ...visit, block: scope };
    }
    default:
      return visit;
  }
}

/** A method's function is the child of a MethodDefinition (or of a field), which has passed the mark down. */
function isInsideClassBody({ givenName }: Visit): boolean {
  return givenName?.startsWith('.') ?? false;
}

/** The name that an anonymous function or class gets from where it stands; methods carry a dot, as `.add` of their class. */
function nameGivenBy(node: AnyNode, key: string): string | null {
  switch (node.type) {
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return key === 'value' ? `.${keyName(node['key'] as AnyNode)}` : null;
    case 'VariableDeclarator':
      return key === 'init' ? ((node['id'] as AnyNode)['name'] as string | undefined) ?? null : null;
    case 'Property':
      return key === 'value' ? keyName(node['key'] as AnyNode) : null;
    case 'AssignmentExpression':
      return key === 'right' ? keyName(node['left'] as AnyNode) : null;
    default:
      return null;
  }
}

function keyName(key: AnyNode): string {
  if (key.type === 'Identifier' || key.type === 'PrivateIdentifier') return (key.type === 'PrivateIdentifier' ? '#' : '') + String(key['name']);
  if (key.type === 'MemberExpression') return keyName(key['property'] as AnyNode);
  return key.type === 'Literal' ? String(key['value']) : '';
}

/** The identifiers that a pattern binds. */
function boundNames(pattern: unknown): { name: string; start: number }[] {
  const names: { name: string; start: number }[] = [];
  const stack: unknown[] = [pattern];
  while (stack.length > 0) {
    const node = stack.pop();
    if (!isNode(node)) continue;
    switch (node.type) {
      case 'Identifier':
        names.push({ name: node['name'] as string, start: node.start });
        break;
      case 'ObjectPattern':
        stack.push(...(node['properties'] as unknown[]));
        break;
      case 'ArrayPattern':
        stack.push(...(node['elements'] as unknown[]));
        break;
      case 'Property':
        stack.push(node['value']);
        break;
      case 'AssignmentPattern':
        stack.push(node['left']);
        break;
      case 'RestElement':
        stack.push(node['argument']);
        break;
    }
  }
  return names;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
