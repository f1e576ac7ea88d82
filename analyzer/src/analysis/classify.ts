/** The class of every node: the rows of DevTools' Summary. Source: DevTools, calculateObjectNames, classKeyInternal. */
import { NODE_KINDS } from '../../protocol/kinds.ts';
import { NO_NODE } from '../../protocol/units.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import { createNumberLists } from '../base/numberLists.ts';
import { openWindow, STRETCH_ROWS, type RowWindow } from '../columnFile/pagedColumn.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { NODE_KIND } from '../model/kindCodes.ts';
import { DETACHED, DETACHED_PREFIX } from './detachedness.ts';
import type { InterfaceDefinition } from './interfaces.ts';
import { matchInterfaces } from './interfaces.ts';
import type { PlainObjectShapes } from './plainObjectShapes.ts';

/** Classes by node: two bytes a row while there are at most 65,536 of them. */
export type ClassColumn = Uint16Array | Uint32Array;

/** The classes of a heap; the numbers per class are counted elsewhere. */
export interface Classification {
  readonly classByNode: ClassColumn;
  readonly keyByClass: readonly string[];
  readonly nameByClass: readonly string[];
  readonly locatedNodeByClass: Uint32Array;
}

const MAX_UINT16 = 0xffff;
const NO_LOCATION = -1;
const FIXED_NAMES: Partial<Record<(typeof NODE_KINDS)[number], string>> = { hidden: '(system)', code: '(compiled code)', closure: 'Function', regexp: 'RegExp' };

/**
 * Objects and natives are of the class they are named after, plain objects of the interface that fits them, all others of their
 * kind's class. Objects with a source location are told apart by it: two classes of one name are two rows. The key is text,
 * so that two strings of one text are one class (DevTools lets the second row overwrite the first). O(nodes); names are read once, in order.
 */
export function classifyNodes(graph: HeapGraph, detachednessByNode: Uint8Array | null, shapes: PlainObjectShapes, definitions: readonly InterfaceDefinition[], cancel: CancelSignal): Classification {
  const { nodeCount } = graph;
  const classes = createClassTexts();
  const classifyStretch = createClassifier(graph, detachednessByNode, shapes, definitions, classes);
  let classByNode: ClassColumn = createColumn(Uint16Array, nodeCount);
  const names = openWindow(graph.columns.nameByNode);
  const indexes = new Uint32Array(STRETCH_ROWS);
  for (let first = 0; first < nodeCount; first += STRETCH_ROWS) {
    cancel.throwIfCancelled();
    const end = Math.min(first + STRETCH_ROWS, nodeCount);
    names.show(first, end);
    classifyStretch(first, end, names, indexes);
    if (classes.keys.length > MAX_UINT16 + 1 && classByNode instanceof Uint16Array) classByNode = widened(classByNode);
    classByNode.set(indexes.subarray(0, end - first), first);
  }
  return { classByNode, keyByClass: classes.keys, nameByClass: classes.names, locatedNodeByClass: Uint32Array.from(classes.keys, (_, index) => classes.locatedNodes[index] ?? NO_NODE) };
}

/** Gives the classes of nodes first … end - 1. To be called for all stretches in order. */
type ClassifyStretch = (first: number, end: number, names: RowWindow<Uint32Array>, classes: Uint32Array) => void;

function createClassifier(graph: HeapGraph, detachednessByNode: Uint8Array | null, shapes: PlainObjectShapes, definitions: readonly InterfaceDefinition[], classes: ClassTexts): ClassifyStretch {
  const { kindByNode, locations: { nodeByLocation, count } } = graph;
  const { nodeByObject, shapeByObject, objectCount } = shapes;
  const interfaceByShape = matchInterfaces(graph, shapes, definitions);
  const classByKind = Uint32Array.from(NODE_KINDS, (kind) => classes.intern(FIXED_NAMES[kind] ?? `(${kind})`));
  const { ofName, ofDetachedName, ofNameAt, ofInterface } = createNamedClasses(graph, definitions, classes);
  const hasStates = detachednessByNode !== null && graph.columns.detachednessByNode !== null;
  const { object, native } = NODE_KIND;
  const nodeAt = (row: number): number => (row < count ? nodeByLocation[row]! : NO_NODE);
  const nodeOf = (plain: number): number => (plain < objectCount ? nodeByObject[plain]! : NO_NODE);
  let nextRow = 0;
  let nextPlain = 0;
  return (first, end, { rows, firstRow }, indexes) => {
    let row = nextRow;
    let plain = nextPlain;
    let located = nodeAt(row);
    let plainNode = nodeOf(plain);
    for (let node = first; node < end; node++) {
      const kind = kindByNode[node]!;
      let index = classByKind[kind]!;
      if (kind === object) {
        while (located < node) located = nodeAt(++row);
        const place = located === node ? row : NO_LOCATION;
        let fitting = -1;
        if (plainNode === node) {
          fitting = interfaceByShape[shapeByObject[plain]!]!;
          plainNode = nodeOf(++plain);
        }
        const name = rows[node - firstRow]!;
        index = fitting >= 0 ? ofInterface(fitting, place) : place === NO_LOCATION ? ofName(name) : ofNameAt(name, place);
      } else if (kind === native) {
        const name = rows[node - firstRow]!;
        index = hasStates && detachednessByNode[node] === DETACHED ? ofDetachedName(name) : ofName(name);
      }
      indexes[node - first] = index;
    }
    nextRow = row;
    nextPlain = plain;
  };
}

function widened(narrow: Uint16Array): Uint32Array {
  const wide = createColumn(Uint32Array, narrow.length);
  wide.set(narrow);
  return wide;
}

/** Classes by their text, in order of first appearance. */
interface ClassTexts {
  readonly keys: string[];
  readonly names: string[];
  /** The first member that has a location, where there is one. Functions have each their own, so that their class has none. */
  readonly locatedNodes: (number | undefined)[];
  intern(name: string, place?: string): number;
}

function createClassTexts(): ClassTexts {
  const keys: string[] = [];
  const names: string[] = [];
  const byKey = new Map<string, number>();
  return {
    keys,
    names,
    locatedNodes: [],
    intern(name, place = '') {
      const key = `${place},${name}`;
      let index = byKey.get(key);
      if (index === undefined) {
        index = keys.length;
        byKey.set(key, index);
        keys.push(key);
        names.push(name);
      }
      return index;
    },
  };
}

/** `<div id="a">` is of class `<div>`. */
function classNameOf(name: string): string {
  const tagStart = name.startsWith('<') ? 0 : name.startsWith('Detached <') ? 'Detached <'.length : -1;
  if (tagStart < 0) return name;
  const blank = name.indexOf(' ', tagStart);
  return blank < 0 ? name : `${name.slice(0, blank)}>`;
}

/** Classes of what has a name. Each makes its class when it is first asked for it. */
interface NamedClasses {
  /** Of an object or native, by the string index of its name. */
  ofName(name: number): number;
  /** Of a native whose name has no word for its state yet. */
  ofDetachedName(name: number): number;
  /** Of an object whose constructor is at a row of the locations. */
  ofNameAt(name: number, row: number): number;
  /** Of a plain object with the properties of a definition; `row` may be NO_LOCATION. */
  ofInterface(definition: number, row: number): number;
}

/** A heap has millions of named nodes and a few thousand names, places and definitions: texts are made once for each. */
function createNamedClasses({ strings, locations }: HeapGraph, definitions: readonly InterfaceDefinition[], { intern, locatedNodes }: ClassTexts): NamedClasses {
  const { nodeByLocation, scriptIdByLocation, lineByLocation, columnByLocation } = locations;
  /** 0 unknown, else class + 1. */
  const classByName = new Uint32Array(strings.count);
  const classByDetachedName = new Map<number, number>();
  const classByDefinition = new Uint32Array(definitions.length);
  const placedNames = createNumberLists();
  const classByPlacedName: number[] = [];
  const place = new Uint32Array(4);
  /** The location (+ 1, 0 for none) and class of the last object with a name: mostly the next has the same. */
  const lastRowByName = new Uint32Array(strings.count);
  const lastClassByName = new Uint32Array(strings.count);
  const internAt = (name: string, row: number): number => {
    const index = intern(name, `${scriptIdByLocation[row]},${lineByLocation[row]},${columnByLocation[row]}`);
    locatedNodes[index] ??= nodeByLocation[row]!;
    return index;
  };
  return {
    ofName: (name) => (classByName[name] ||= intern(classNameOf(strings.text(name))) + 1) - 1,
    ofDetachedName(name) {
      let index = classByDetachedName.get(name);
      if (index === undefined) classByDetachedName.set(name, (index = intern(classNameOf(DETACHED_PREFIX + strings.text(name)))));
      return index;
    },
    ofNameAt(name, row) {
      const last = lastRowByName[name]! - 1;
      lastRowByName[name] = row + 1;
      if (last >= 0 && scriptIdByLocation[last] === scriptIdByLocation[row] && lineByLocation[last] === lineByLocation[row] && columnByLocation[last] === columnByLocation[row]) return lastClassByName[name]!;
      place[0] = scriptIdByLocation[row]!;
      place[1] = lineByLocation[row]!;
      place[2] = columnByLocation[row]!;
      place[3] = name;
      const placedName = placedNames.intern(place, 4);
      return (lastClassByName[name] = classByPlacedName[placedName] ??= internAt(classNameOf(strings.text(name)), row));
    },
    ofInterface(definition, row) {
      if (row !== NO_LOCATION) return internAt(definitions[definition]!.name, row);
      return (classByDefinition[definition] ||= intern(definitions[definition]!.name) + 1) - 1;
    },
  };
}
