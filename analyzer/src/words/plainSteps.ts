/** What no other recogniser knew: properties, and V8's own references. */
import { plumbing, said, type Step, type StepWords } from './step.ts';

export function plainStep({ edgeKind, edgeName, holderClass, holderKind, holderName }: Step): StepWords {
  if (edgeKind === 'property') {
    const owner = holderKind === 'closure' ? `function \`${holderName || 'anonymous'}\`` : holderClass;
    return edgeName === '__proto__' ? plumbing(`prototype of ${owner}`) : said(`property \`${edgeName}\` of ${owner}`);
  }
  if (edgeKind === 'element') return said(`element ${edgeName} of ${holderClass}`);
  if (edgeKind === 'weak') return plumbing(`weakly held by ${holderClass}`);
  if (holderKind === 'native') return said(`native ${holderName}`);
  return plumbing(`\`${edgeName}\` of ${holderName || holderClass}`);
}
