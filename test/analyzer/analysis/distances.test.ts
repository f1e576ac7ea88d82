/** Distances: from the user roots first, then from the system's, with DevTools' exceptions. */
import assert from 'node:assert/strict';
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE } from '../../../analyzer/protocol/units.ts';
import { analyzeDrawn, drawHeap, rowsOf } from './drawnHeap.ts';
import { randomHeaps, reach } from './randomHeaps.ts';

/** Draws the distances of all nodes but the root: `a=1 b=2`; S stands for the system's base, - for unreachable. */
function check(heapText: string, expected: string): void {
  const { graph, nodes } = drawHeap(heapText);
  const { distanceByNode } = analyzeDrawn({ graph });
  const draw = (distance: number): string => (distance === UNREACHABLE_DISTANCE ? '-' : distance >= DISTANCE_BASE_SYSTEM ? `S+${distance - DISTANCE_BASE_SYSTEM}` : String(distance));
  assert.equal(nodes.slice(1).map(({ label }, index) => `${label}=${draw(distanceByNode.at(index + 1))}`).join(' '), expected);
}

describe('distances', () => {
  it('are the shortest ways', () => check('root -> a · a -> b, d · b -> c · c -> d', 'a=1 b=2 d=2 c=3'));
  it('count from the system where the user has no way', () => {
    check('root -> gc, a · gc: synthetic · gc -> x · x -> y · a -> y', 'gc=S+1 a=1 x=S+2 y=2');
  });
  it('begin at the root when there is no user root', () => check('root -> gc · gc: synthetic · gc -> x', 'gc=1 x=2'));
  it('do not go over weak edges', () => check('root -> a · a -weak-> b', 'a=1 b=-'));
  it('take document trees for the user', () => check('root -> d · d: synthetic "(Document DOM trees)" · d -> x', 'd=1 x=2'));
  it('skip the map of sloppy functions', () => check('root -> c · c: hidden "system / NativeContext" · c -property sloppy_function_map-> m · c -property other-> o', 'c=1 m=- o=2'));
  it('skip keys of shared descriptors', () => {
    check('root -> d · d: array "(map descriptors)" · d -element 1-> a · d -element 2-> b · d -element 3-> c · d -element 4-> e', 'd=1 a=2 b=2 c=2 e=-');
  });
  it('put a WeakMap value behind the farther of table and key', () => {
    const name = '/ part of key (Key @9) -> value (V @11) pair in WeakMap (table @7)';
    check(`root -> table, a · a -> b · b -> key · table -internal 1 ${name}-> value · key -internal 2 ${name}-> value`, 'table=1 a=1 b=2 key=3 value=4');
  });
  it('are the number of rounds in which a node is reached', () => {
    for (const { seed, nodes, graph } of randomHeaps(500)) {
      const expected = nodes.map(() => UNREACHABLE_DISTANCE);
      const rounds = (starts: number[], first: number): void => {
        for (let round = starts.filter((node) => expected[node] === UNREACHABLE_DISTANCE), distance = first; round.length > 0; distance++) {
          for (const node of round) expected[node] = distance;
          const next = round.flatMap((node) => nodes[node]!.edges.filter(({ kind }) => kind !== 'weak').map(({ target }) => target));
          round = next.filter((node) => expected[node] === UNREACHABLE_DISTANCE);
        }
      };
      // The root can be a user root of itself when it holds itself; then it counts from the system all the same.
      const userRoots = nodes[0]!.edges.map(({ target }) => target).filter((node) => node !== 0);
      rounds(userRoots, 1);
      expected[0] = UNREACHABLE_DISTANCE;
      rounds([0], userRoots.length > 0 ? DISTANCE_BASE_SYSTEM : 0);
      assert.deepEqual(rowsOf(analyzeDrawn({ graph }).distanceByNode), expected, `seed ${seed}`);
      const reached = reach(nodes, [0], (_, kind) => kind !== 'weak');
      assert.ok(expected.every((distance, node) => (distance !== UNREACHABLE_DISTANCE) === reached.has(node)), `seed ${seed}`);
    }
  });
});
