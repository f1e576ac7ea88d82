/**
 * Names for plain objects by what they look like: `{id, payload}`. Source: DevTools, inferInterfaceDefinitions and
 * applyInterfaceDefinitions.
 */
import { rememberTexts } from './nodeNames.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import type { PlainObjectShapes } from './plainObjectShapes.ts';

/** A name for all plain objects that have these properties. */
export interface InterfaceDefinition {
  readonly name: string;
  readonly properties: readonly string[];
}

/** DevTools' limits: a name is cut before the property that would make it longer; rare lists get no name. */
const MAX_NAME_LENGTH = 120;
const MIN_OBJECTS = 2;
const MIN_SHARE = 1000;

/** The definitions worth having, the most frequent first; of equally frequent ones the first seen first. */
export function inferInterfaces({ strings }: HeapGraph, shapes: PlainObjectShapes): InterfaceDefinition[] {
  const textOf = rememberTexts(strings);
  const candidates = new Map<string, { name: string; properties: string[]; count: number }>();
  for (let shape = 0; shape < shapes.shapeCount; shape++) {
    const candidate = describe(propertiesOf(shapes, shape), textOf);
    if (candidate.properties.length === 0) continue;
    const count = shapes.objectCountByShape[shape]!;
    const known = candidates.get(candidate.name);
    if (known) known.count += count;
    else candidates.set(candidate.name, { name: candidate.name, properties: [...candidate.properties], count });
  }
  const minCount = Math.max(MIN_OBJECTS, shapes.objectCount / MIN_SHARE);
  return [...candidates.values()].filter(({ count }) => count >= minCount).sort((a, b) => b.count - a.count);
}

/**
 * The definition that fits each shape, as its index, or -1: all of its properties are there; the one with most properties wins,
 * then the earlier one. Length shapeCount.
 */
export function matchInterfaces({ strings }: HeapGraph, shapes: PlainObjectShapes, definitions: readonly InterfaceDefinition[]): Int32Array {
  const byFirstProperty = new Map<string, number[]>();
  definitions.forEach(({ properties }, index) => {
    const sorted = [...properties].sort();
    const list = byFirstProperty.get(sorted[0]!);
    if (list) list.push(index);
    else byFirstProperty.set(sorted[0]!, [index]);
  });
  const textOf = rememberTexts(strings);
  return Int32Array.from({ length: shapes.shapeCount }, (_, shape) => {
    const counts = countTexts(Array.from(propertiesOf(shapes, shape), textOf));
    let best = -1;
    for (const property of counts.keys()) {
      for (const index of byFirstProperty.get(property) ?? []) {
        if (!includesAll(counts, definitions[index]!.properties)) continue;
        const longer = best < 0 ? 1 : definitions[index]!.properties.length - definitions[best]!.properties.length;
        if (longer > 0 || (longer === 0 && index < best)) best = index;
      }
    }
    return best;
  });
}

/** The property as it stands in a name: quoted when it has a character that would confuse. */
export function formatPropertyName(name: string): string {
  return /[,'"{}]/.test(name) ? JSON.stringify(name) : name;
}

function describe(names: Uint32Array, textOf: (name: number) => string): InterfaceDefinition {
  let text = '{';
  const properties: string[] = [];
  for (const index of names) {
    const name = textOf(index);
    if (name === '__proto__') continue;
    const formatted = formatPropertyName(name);
    if (text.length > 1 && text.length + formatted.length > MAX_NAME_LENGTH) break;
    if (text.length !== 1) text += ', ';
    text += formatted;
    properties.push(name);
  }
  return { name: text + '}', properties };
}

function propertiesOf({ firstPropertyByShape, nameByProperty }: PlainObjectShapes, shape: number): Uint32Array {
  return nameByProperty.subarray(firstPropertyByShape[shape], firstPropertyByShape[shape + 1]);
}

function countTexts(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** A property that a definition lists twice must be there twice. */
function includesAll(counts: ReadonlyMap<string, number>, properties: readonly string[]): boolean {
  for (const property of properties) if (!counts.has(property)) return false;
  if (new Set(properties).size === properties.length) return true;
  for (const [property, count] of countTexts(properties)) if (counts.get(property)! < count) return false;
  return true;
}
