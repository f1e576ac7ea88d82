/** Where paths end. */
import { plumbing, said, type Recogniser } from './step.ts';

export const root: Recogniser = ({ holderKind, holderName, edgeName }) => {
  if (holderKind === 'synthetic') return said(holderName === '' ? 'the root' : `root ${holderName}`);
  if (holderName === 'system / NativeContext') return plumbing(`\`${edgeName}\` of the realm`);
  if (holderName === 'global' || holderName === 'process' || /^global\b/.test(holderName)) return said(`property \`${edgeName}\` of \`${holderName}\``);
  return null;
};
