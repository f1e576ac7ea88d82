/** Captured variables: contexts and the closures that hold them. */
import { plumbing, said, type Recogniser } from './step.ts';

/** `variable clients of function cleanup`, `module-level variable cache of cache.js`. */
export const contextVariable: Recogniser = ({ sources, edge, edgeKind, edgeName, holder, holderName }) => {
  if (!holderName.startsWith('system / Context')) return null;
  if (edgeKind === 'context') {
    const variable = sources.variableOf(edge, holder);
    if (!variable) return said(`captured variable \`${edgeName}\``);
    const { isTopLevel, functionName } = variable.declaration;
    if (isTopLevel) return said(`module-level variable \`${edgeName}\` of ${variable.scriptLabel}`);
    return said(functionName ? `variable \`${edgeName}\` of function \`${functionName.replace(/^\./, '')}\`` : `variable \`${edgeName}\` of ${variable.scriptLabel}`);
  }
  if (edgeKind === 'internal' && edgeName === 'previous') return plumbing('inner scope');
  // Variables of a block have no names in the heap, only their places.
  return edgeKind === 'hidden' ? said('a variable of a block') : plumbing(`\`${edgeName}\` of a scope`);
};

/** The closure whose scope it is. */
export const closureScope: Recogniser = ({ edgeKind, edgeName, holderKind, holderName, sources, holder }) => {
  if (holderKind !== 'closure' || edgeKind !== 'internal' || edgeName !== 'context') return null;
  const place = sources.locateNode(holder);
  const name = holderName ? `closure \`${holderName}\`` : 'an anonymous closure';
  return said(place ? `${name} (${place.label})` : name);
};
