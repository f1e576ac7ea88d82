/** Maps, sets, arrays, WeakMaps and V8's tables behind them. */
import { plumbing, said, type Recogniser } from './step.ts';

const TABLE_NAMES = new Set(['table', 'elements', 'properties']);

/** V8's arrays behind a collection or an object. */
export const table: Recogniser = ({ holderKind, holderName, outer }) => {
  if (holderKind !== 'array' && holderName !== '(object elements)' && holderName !== '(object properties)') return null;
  if (!outer || !TABLE_NAMES.has(outer.edgeName)) return plumbing('internal array');
  if (outer.className === 'Map') return plumbing('table of a Map');
  if (outer.className === 'Set') return plumbing('table of a Set');
  return plumbing(outer.edgeName === 'properties' ? 'table of properties' : 'table of elements');
};

/** The collection itself. */
export const collection: Recogniser = ({ edgeKind, edgeName, holderClass }) => {
  if (edgeKind === 'internal' && edgeName === 'table') {
    if (holderClass === 'Map') return said('an entry of a Map');
    if (holderClass === 'Set') return said('a member of a Set');
    if (holderClass === 'WeakMap' || holderClass === 'WeakSet') return said(`an entry of a ${holderClass}`);
  }
  if (edgeKind === 'internal' && edgeName === 'elements') return said(holderClass === 'Array' ? 'an element of an array' : `an element of ${holderClass}`);
  if (edgeKind === 'internal' && edgeName === 'properties') return plumbing(`properties of ${holderClass}`);
  if (edgeKind === 'element' && holderClass === 'Array') return said(`element ${edgeName} of an array`);
  return null;
};

/** The value of a WeakMap lives as long as its key. */
export const weakMapValue: Recogniser = ({ edgeKind, edgeName, holderClass }) =>
  edgeKind === 'internal' && / pair in WeakMap \(table @\d+\)$/.test(edgeName) ? said(`a WeakMap's value, alive because its key (${holderClass}) is`) : null;
