/** Structures of Node.js: listeners, timers, modules, async stores. */
import { plumbing, said, type Recogniser } from './step.ts';

/** `_events` of an emitter: event name → function, or array of functions. */
export const listener: Recogniser = ({ edgeKind, edgeName, holderClass, outer }) => {
  if (outer?.edgeName === '_events' && edgeKind === 'property') return said(`listener of \`${edgeName}\` on ${outer.className === 'process' ? '`process`' : outer.className}`);
  if (edgeName === '_events' && edgeKind === 'property') return plumbing(`listeners of ${holderClass}`);
  return null;
};

export const timer: Recogniser = ({ edgeKind, edgeName, holderClass }) => {
  if (edgeKind !== 'property') return null;
  if (holderClass === 'Timeout' && edgeName === '_onTimeout') return said('callback of a timer');
  if (holderClass === 'Timeout' && edgeName === '_timerArgs') return said('argument of a timer');
  if (holderClass === 'Immediate' && edgeName === '_onImmediate') return said('callback of setImmediate');
  if (holderClass === 'TimersList') return plumbing('list of timers');
  return null;
};

export const moduleCache: Recogniser = ({ edgeKind, edgeName, holderClass }) => {
  if (holderClass === 'Module' && edgeKind === 'property' && edgeName === 'exports') return said('exports of a module');
  if (holderClass === 'Module' && edgeKind === 'property' && edgeName === 'children') return plumbing('children of a module');
  return null;
};

/** A promise that somebody waits for, or that a suspended function waits on. */
export const promise: Recogniser = ({ edgeKind, edgeName, holderName, holderClass }) => {
  if (edgeKind !== 'internal') return null;
  if (holderName === 'system / PromiseReaction') return plumbing('reaction to a promise');
  if (holderClass === 'Promise' && edgeName === 'reactions_or_result') return said('a promise, as its result or as one of its reactions');
  if (holderClass === 'Generator' || holderName === 'system / JSAsyncFunctionObject') return said('a suspended async function');
  return null;
};

export const boundFunction: Recogniser = ({ edgeKind, edgeName }) => {
  if (edgeKind === 'shortcut' || edgeKind === 'internal') {
    if (edgeName === 'bound_this') return said('`this` of a bound function');
    if (edgeName === 'bound_function') return said('a bound function');
    if (/^bound_argument/.test(edgeName)) return said('argument of a bound function');
  }
  return null;
};
