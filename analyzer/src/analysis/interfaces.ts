/**
 * Names for plain objects by what they look like: `{id, payload}`. Source: DevTools, inferInterfaceDefinitions and
 * applyInterfaceDefinitions.
 */
import { rememberTexts } from './nodeNames.ts';
import type { HeapGraph, StringTable } from '../model/heapGraph.ts';
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
  const { needsByDefinition, definitionsByProperty, propertyOf } = indexDefinitions(definitions, strings);
  const counts = new Uint32Array(definitionsByProperty.length);
  return Int32Array.from({ length: shapes.shapeCount }, (_, shape) => {
    const properties = Array.from(propertiesOf(shapes, shape), propertyOf).filter((property) => property >= 0);
    for (const property of properties) counts[property]!++;
    let best = -1;
    for (const property of properties) {
      for (const index of definitionsByProperty[property]!) {
        const longer = best < 0 ? 1 : definitions[index]!.properties.length - definitions[best]!.properties.length;
        if ((longer > 0 || (longer === 0 && index < best)) && needsByDefinition[index]!.every(({ property: needed, count }) => counts[needed]! >= count)) best = index;
      }
    }
    for (const property of properties) counts[property] = 0;
    return best;
  });
}

/** The properties of all definitions, numbered. */
interface DefinitionIndex {
  /** What an object must have, and how often: a property that a definition lists twice must be there twice. */
  readonly needsByDefinition: readonly (readonly { readonly property: number; readonly count: number }[])[];
  /** Each definition stands at one of its properties, so that it is tried at most as often as a shape has that one. */
  readonly definitionsByProperty: readonly (readonly number[])[];
  /** The property that a string names, or -1. */
  propertyOf(name: number): number;
}

function indexDefinitions(definitions: readonly InterfaceDefinition[], strings: StringTable): DefinitionIndex {
  const propertyByText = new Map<string, number>();
  const definitionsByProperty: number[][] = [];
  const needsByDefinition = definitions.map(({ properties }, index) => {
    const counts = new Map<number, number>();
    for (const text of properties) {
      let property = propertyByText.get(text);
      if (property === undefined) propertyByText.set(text, (property = definitionsByProperty.push([]) - 1));
      counts.set(property, (counts.get(property) ?? 0) + 1);
    }
    const [first] = counts.keys();
    if (first !== undefined) definitionsByProperty[first]!.push(index); // one without properties fits nothing
    return [...counts].map(([property, count]) => ({ property, count }));
  });
  const propertyByName = new Map<number, number>();
  const propertyOf = (name: number): number => {
    let property = propertyByName.get(name);
    if (property === undefined) propertyByName.set(name, (property = propertyByText.get(strings.text(name)) ?? -1));
    return property;
  };
  return { needsByDefinition, definitionsByProperty, propertyOf };
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
