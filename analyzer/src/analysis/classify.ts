/** The class of every node: the rows of DevTools' Summary. Source: DevTools, calculateObjectNames, classKeyInternal. */
import { NODE_KINDS } from '../../protocol/kinds.ts';
import { NO_NODE } from '../../protocol/units.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { NODE_KIND } from '../model/kindCodes.ts';
import { DETACHED_PREFIX } from './detachedness.ts';
import { isRenamedIn } from './nodeNames.ts';
import type { InterfaceDefinition } from './interfaces.ts';
import { matchInterfaces } from './interfaces.ts';
import { NO_SHAPE, type PlainObjectShapes } from './plainObjectShapes.ts';

/** Classes by node: two bytes a row while there are at most 65,536 of them. */
export type ClassColumn = Uint16Array | Uint32Array;

/** The classes of a heap; the numbers per class are counted elsewhere. */
export interface Classification {
  readonly classByNode: ClassColumn;
  readonly keyByClass: readonly string[];
  readonly nameByClass: readonly string[];
  readonly locatedNodeByClass: Uint32Array;
}

/** Classes are numbered from 0: with this many, the next number needs four bytes. */
const MAX_UINT16 = 0xffff;
const FIXED_NAMES: Partial<Record<(typeof NODE_KINDS)[number], string>> = { hidden: '(system)', code: '(compiled code)', closure: 'Function', regexp: 'RegExp' };

/**
 * Objects and natives are of the class they are named after, plain objects of the interface that fits them, all others of their
 * kind's class. Objects with a source location are told apart by it: two classes of one name are two rows. The key is text,
 * so that two strings of one text are one class (DevTools lets the second row overwrite the first).
 */
export function classifyNodes(graph: HeapGraph, detachednessByNode: Uint8Array | null, shapes: PlainObjectShapes, definitions: readonly InterfaceDefinition[], cancel: CancelSignal): Classification {
  const { nodeCount, kindByNode, nameByNode, locations } = graph;
  const classes = createClassTexts();
  const interfaceByShape = matchInterfaces(graph, shapes, definitions);
  const classByKind = NODE_KINDS.map((kind) => classes.intern(FIXED_NAMES[kind] ?? `(${kind})`));
  /** Class of an object or native without location by its name's string index; 0 unknown, else class + 1. */
  const classByName = new Uint32Array(graph.strings.count);
  let classByNode: ClassColumn = createColumn(Uint16Array, nodeCount);
  const located = createPlaceIndex(graph);
  const { object, native } = NODE_KIND;
  let location = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    while (location < locations.count && locations.nodeByLocation[location]! < node) location++;
    if (classes.keys.length >= MAX_UINT16 && classByNode instanceof Uint16Array) classByNode = widened(classByNode);
    const kind = kindByNode[node]!;
    if (kind !== object && kind !== native) {
      classByNode[node] = classByKind[kind]!;
      continue;
    }
    const isLocated = kind === object && location < locations.count && locations.nodeByLocation[location] === node;
    const shape = shapes.shapeByNode[node]!;
    const fitting = shape === NO_SHAPE ? -1 : interfaceByShape[shape]!;
    if (fitting >= 0 || isRenamedIn(graph, detachednessByNode, node)) {
      const name = fitting >= 0 ? definitions[fitting]!.name : classNameOf(DETACHED_PREFIX + graph.strings.text(nameByNode.at(node)));
      classByNode[node] = classes.intern(name, isLocated ? placeText(graph, location) : '');
      continue;
    }
    const name = nameByNode.at(node);
    if (isLocated) classByNode[node] = located.classOf(location, name, () => classes.intern(classNameOf(graph.strings.text(name)), placeText(graph, location)));
    else classByNode[node] = (classByName[name] ||= classes.intern(classNameOf(graph.strings.text(name))) + 1) - 1;
  }
  return { classByNode, keyByClass: classes.keys, nameByClass: classes.names, locatedNodeByClass: locatedNodes(graph, classByNode, classes.keys.length) };
}

function widened(narrow: Uint16Array): Uint32Array {
  const wide = createColumn(Uint32Array, narrow.length);
  wide.set(narrow);
  return wide;
}

/** Classes by their text, in order of first appearance. */
function createClassTexts(): { keys: string[]; names: string[]; intern(name: string, place?: string): number } {
  const keys: string[] = [];
  const names: string[] = [];
  const byKey = new Map<string, number>();
  return {
    keys,
    names,
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

/**
 * Classes by place and name as numbers: a heap has millions of objects with a location and a few thousand such pairs, so that their
 * texts are made once a pair.
 */
function createPlaceIndex({ locations }: HeapGraph): { classOf(row: number, name: number, intern: () => number): number } {
  const { scriptIdByLocation, lineByLocation, columnByLocation } = locations;
  const byHash = new Map<number, { row: number; name: number; index: number }[]>();
  const isSamePlace = (a: number, b: number): boolean => scriptIdByLocation[a] === scriptIdByLocation[b] && lineByLocation[a] === lineByLocation[b] && columnByLocation[a] === columnByLocation[b];
  return {
    classOf(row, name, intern) {
      const hash = (Math.imul(Math.imul(Math.imul(scriptIdByLocation[row]!, 31) + lineByLocation[row]!, 1009) + columnByLocation[row]!, 8191) + name) | 0;
      let pairs = byHash.get(hash);
      if (!pairs) byHash.set(hash, (pairs = []));
      let pair = pairs.find((known) => known.name === name && isSamePlace(known.row, row));
      if (!pair) pairs.push((pair = { row, name, index: intern() }));
      return pair.index;
    },
  };
}

function placeText({ locations }: HeapGraph, row: number): string {
  return `${locations.scriptIdByLocation[row]},${locations.lineByLocation[row]},${locations.columnByLocation[row]}`;
}

/** A member that has a location, for each class: the first. Functions have each their own, so that their class has none. */
function locatedNodes({ locations, kindByNode }: HeapGraph, classByNode: ClassColumn, classCount: number): Uint32Array {
  const located = new Uint32Array(classCount).fill(NO_NODE);
  for (let row = 0; row < locations.count; row++) {
    const node = locations.nodeByLocation[row]!;
    if (kindByNode[node] !== NODE_KIND.object) continue;
    const index = classByNode[node]!;
    if (located[index] === NO_NODE) located[index] = node;
  }
  return located;
}
