/** Captured variables: contexts and the closures that hold them. */
import { plumbing, said, type Recogniser } from './step.ts';

/** `variable clients of function cleanup`, `module-level variable cache of cache.js`. */
export const contextVariable: Recogniser = ({ sources, edge, edgeKind, edgeName, holder, holderName }) => {
  if (!holderName.startsWith('system / Context')) return null;
  if (edgeKind === 'context' || edgeKind === 'hidden') {
    const variable = sources.variableOf(edge, holder);
    // Variables of a block have no names in the heap, only their order: without the script nobody knows more.
    if (!variable) return said(edgeKind === 'context' ? `captured variable \`${edgeName}\`` : 'a variable of a block');
    const { name, isTopLevel, functionName } = variable.declaration;
    if (isTopLevel) return said(`module-level variable \`${name}\` of ${variable.scriptLabel}`);
    return said(functionName ? `variable \`${name}\` of function \`${functionName.replace(/^\./, '')}\`` : `variable \`${name}\` of ${variable.scriptLabel}`);
  }
  return plumbing(edgeName === 'previous' ? 'inner scope' : `\`${edgeName}\` of a scope`);
};

/** The closure whose scope it is. */
export const closureScope: Recogniser = ({ edgeKind, edgeName, holderKind, holderName, sources, holder }) => {
  if (holderKind !== 'closure' || edgeKind !== 'internal' || edgeName !== 'context') return null;
  const place = sources.locateNode(holder);
  const name = holderName ? `closure \`${holderName}\`` : 'an anonymous closure';
  return said(place ? `${name} (${place.label})` : name);
};
