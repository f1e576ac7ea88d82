/** Paths in words, on drawn heaps. Without sources: what a script adds is tested on real programs (test/process/culprit.test.ts). */
import assert from 'node:assert/strict';
import { shortestPathToRoot } from '../../../analyzer/src/analysis/paths.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { createRowMaker } from '../../../analyzer/src/session/nodeRows.ts';
import { createSourceResolver } from '../../../analyzer/src/sources/sourceResolver.ts';
import { describePath } from '../../../analyzer/src/words/describePath.ts';
import { analyzeDrawn, drawHeap } from '../analysis/drawnHeap.ts';

/** The words of each holder from `leaked` outwards to the global object. */
function words(drawing: string): string[] {
  const heap = drawHeap(`root -shortcut-> global · global: object "global / "\n${drawing}\nleaked: object "Leaked" 100`);
  const analysis = analyzeDrawn(heap);
  const sources = createSourceResolver(analysis, { read: () => null, exists: () => false }, { workspaceFolders: [], pathMappings: {} });
  const { nodeRow } = createRowMaker(analysis, sources);
  const path = describePath({ analysis, sources, nodeRow }, shortestPathToRoot(analysis, heap.at('leaked'), NEVER_CANCELLED));
  assert.ok(path.reachesRoot);
  return path.steps.slice(1).map((step) => step.words);
}

function check(what: string, drawing: string, expected: readonly string[]): void {
  it(what, () => assert.deepEqual(words(drawing), expected));
}

describe('paths in words', () => {
  check('a property of the global object', 'global -property cache-> leaked', ['property `cache` of `global`']);
  check('an entry of a Map in a property', `global -property store-> store · store: object "Store" · store -property items-> map · map: object "Map"
    map -internal table-> table · table: array "" · table -element 3-> leaked`,
    ['table of a Map', 'an entry of a Map', 'property `items` of Store', 'property `store` of `global`']);
  check('an element of an array', `global -property list-> list · list: object "Array" · list -element 7-> leaked`, ['element 7 of an array', 'property `list` of `global`']);
  check('a variable that a closure captures', `global -property f-> f · f: closure "f" · f -internal context-> scope · scope: object "system / Context" · scope -context clients-> leaked`,
    ['captured variable `clients`', 'closure `f`', 'property `f` of `global`']);
  check('a variable of a block, which has no name', `global -property f-> f · f: closure "" · f -internal context-> scope · scope: object "system / Context" · scope -hidden 0-> leaked`,
    ['a variable of a block', 'an anonymous closure', 'property `f` of `global`']);
  check('a listener of the process', `global -property process-> proc · proc: object "process" · proc -property _events-> events · events: object "Object"
    events -property SIGHUP-> cleanup · cleanup: closure "cleanup" · cleanup -internal context-> scope · scope: object "system / Context" · scope -context clients-> leaked`,
    ['captured variable `clients`', 'closure `cleanup`', 'listener of `SIGHUP` on `process`', 'listeners of process', 'property `process` of `global`']);
  check('a timer', `global -property t-> timeout · timeout: object "Timeout" · timeout -property _onTimeout-> callback · callback: closure "tick" · callback -internal context-> scope
    scope: object "system / Context" · scope -context state-> leaked`,
    ['captured variable `state`', 'closure `tick`', 'callback of a timer', 'property `t` of `global`']);
  check('a bound function', `global -property run-> bound · bound: closure "bound run" · bound -internal bound_this-> leaked`, ['`this` of a bound function', 'property `run` of `global`']);
  check('exports of a module', `global -property m-> module · module: object "Module" · module -property exports-> leaked`, ['exports of a module', 'property `m` of `global`']);
});

describe('sentences', () => {
  it('leave the plumbing out and keep the end', () => {
    const heap = drawHeap(`root -shortcut-> global · global: object "global / " · global -property map-> map · map: object "Map" · map -internal table-> table · table: array "" · table -element 1-> leaked · leaked: object "Leaked" 100`);
    const analysis = analyzeDrawn(heap);
    const sources = createSourceResolver(analysis, { read: () => null, exists: () => false }, { workspaceFolders: [], pathMappings: {} });
    const { sentence } = describePath({ analysis, sources, nodeRow: createRowMaker(analysis, sources).nodeRow }, shortestPathToRoot(analysis, heap.at('leaked'), NEVER_CANCELLED));
    assert.equal(sentence, 'Leaked is held by an entry of a Map, in property `map` of `global`');
  });
});
