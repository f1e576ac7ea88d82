/** Classes, interfaces, shown names, statistics: what an object is called and where it counts. */
import assert from 'node:assert/strict';
import { NO_NODE } from '../../../analyzer/protocol/units.ts';
import { displayName } from '../../../analyzer/src/analysis/displayNames.ts';
import { computeStatistics } from '../../../analyzer/src/analysis/statistics.ts';
import { analyzeDrawn, drawHeap, type DrawnNode } from './drawnHeap.ts';

/** Draws the class rows that count something, sorted: `Session×2`; `name@place` where the key has one. */
function checkClasses(heapText: string, expected: string, adjust?: (nodes: Record<string, DrawnNode>) => void): void {
  const { classes } = analyzeDrawn(drawHeap(heapText, adjust));
  const rows = classes.keyByClass.map((key, index) => `${classes.nameByClass[index]}${key.startsWith(',') ? '' : `@${key.slice(0, key.indexOf(`,${classes.nameByClass[index]}`))}`}×${classes.nodeCountByClass[index]}`);
  assert.equal(rows.filter((row) => !row.endsWith('×0')).sort().join(' '), expected);
}

function checkName(heapText: string, label: string, expected: string, adjust?: (nodes: Record<string, DrawnNode>) => void): void {
  const heap = drawHeap(heapText, adjust);
  assert.equal(displayName(analyzeDrawn(heap), heap.at(label)), expected);
}

describe('classes', () => {
  it('are the names of objects and natives', () => checkClasses('root -> a, b, c · a: "Session" · b: "Session" · c: native "Node / Handle"', 'Node / Handle×1 Session×2'));
  it('are kinds for the rest', () => {
    checkClasses(
      `root -> a, b, c, d, e, f, g · a: string "x" · b: concatenated string · c: closure "f" · d: code · e: regexp · f: symbol · g: bigint
       root -> h, i, j · h: number · i: hidden · j: object shape`,
      '(bigint)×1 (compiled code)×1 (concatenated string)×1 (number)×1 (object shape)×1 (string)×1 (symbol)×1 (system)×1 Function×1 RegExp×1',
    );
  });
  it('cut elements to their tags', () => checkClasses('root -> a, b, c · a: native "<div id=1>" · b: native "Detached <p class=x>" · c: native "<br>"', '<br>×1 <div>×1 Detached <p>×1'));
  it('do not count what has no size', () => checkClasses('root -> a, b · a: "Session" · b: "Session" 0', 'Session×1'));
  it('are two when defined in two places', () => {
    checkClasses('root -> a, b, c · a: "Twin" · b: "Twin" · c: "Twin"', 'Twin@7,1,2×2 Twin@7,9,2×1', ({ a, b, c }) => {
      for (const node of [a!, b!]) node.place = [7, 1, 2];
      c!.place = [7, 9, 2];
    });
  });
  it('are told apart however their members take turns', () => {
    checkClasses('root -> a, b, c, d, e, f · a: "Twin" · b: "Twin" · c: "Other" · d: "Twin" · e: "Twin" · f: "Twin"', 'Other@7,1,2×1 Twin@7,1,2×3 Twin@8,1,2×1 Twin×1', ({ a, b, c, d, e }) => {
      for (const node of [a!, c!, d!, e!]) node.place = [7, 1, 2];
      b!.place = [8, 1, 2];
    });
  });
  it('show where the first of their members comes from', () => {
    const heap = drawHeap('root -> a, b, f, c · a: "Twin" · b: "Twin" · f: closure "Twin" · c: "Twin"', ({ b, f, c }) => {
      for (const node of [b!, f!, c!]) node.place = [7, 1, 2];
    });
    const { keyByClass, locatedNodeByClass } = analyzeDrawn(heap).classes;
    assert.deepEqual(['7,1,2,Twin', ',Twin', ',Function'].map((key) => locatedNodeByClass[keyByClass.indexOf(key)]), [heap.at('b'), NO_NODE, NO_NODE]);
  });
  it('put objects named Function into the row of closures, where DevTools loses one of the two', () => {
    checkClasses('root -> a, b, c · a: "Function" · b: closure "f" · c: closure "g"', 'Function×3');
  });
  it('mark detached natives', () => checkClasses('root -> a · a: native "Node" · a -> b · b: native "Child"', 'Detached Child×1 Detached Node×1', ({ a }) => (a!.detachedness = 2)));
  it('stop marking at what is no native', () => {
    checkClasses('root -> a · a: native "A" · a -> o · o: "Object" · o -> b · b: native "B" · a -weak-> c · c: native "C" · a -> d · d: native "D" · d -> e · e: native "E"', 'B×1 C×1 Detached A×1 Detached D×1 Detached E×1 Object×1', ({ a }) => (a!.detachedness = 2));
  });
  it('let what is attached win', () => {
    checkClasses('root -> a, d · a: native "A" · d: native "D" · a -> c · d -> c · c: native "C"', 'A×1 C×1 Detached D×1', ({ a, d }) => {
      a!.detachedness = 1;
      d!.detachedness = 2;
    });
  });
});

describe('interfaces of plain objects', () => {
  it('name what two objects share', () => checkClasses('root -> a, b, c · a: "Object" · b: "Object" · c: "Object" · a -> id · b -> id · id: string', '(string)×1 Object×1 {id}×2'));
  it('prefer the one with more properties', () => {
    checkClasses(`root -> a, b, c, d, e · a: "Object" · b: "Object" · c: "Object" · d: "Object" · e: "Object"
      a -property id-> v · b -property id-> v · c -property id-> v · c -property n-> v · d -property id-> v · d -property n-> v
      e -property n-> v · e -property id-> v · e -property z-> v · v: string`, '(string)×1 {id, n}×3 {id}×2');
  });
  it('are tried whatever properties an object has besides, and by text', () => {
    checkClasses(`root -> a, b, c, d, e · a: "Object" · b: "Object" · c: "Object" · d: "Object" · e: "Object"
      a -property n-> v · a -property n-> v · b -property n-> v · b -property n-> v · c -property n-> v · d -property n-> v · e -property y-> v · e -property n-> v · v: string`, '(string)×1 {n, n}×2 {n}×3');
  });
  it('leave __proto__ out and quote what would confuse', () => {
    checkClasses('root -> a, b · a: "Object" · b: "Object" · a -property __proto__-> v · a -property x}y-> v · b -property x}y-> v · v: string', '(string)×1 {"x}y"}×2');
  });
});

describe('shown names', () => {
  it('put strings together', () => {
    checkName('root -> s · s: concatenated string "" · s -internal first-> l · s -internal second-> r · l: string "left " · r: concatenated string "" · r -internal first-> m · r -internal second-> n · m: string "mid" · n: string "dle"', 's', 'left middle');
  });
  it('stop at a string that holds itself', () => {
    const heap = drawHeap('root -> s · s: concatenated string "" · s -internal first-> t · s -internal second-> s · t: string "abc"');
    assert.ok(displayName(analyzeDrawn(heap), heap.at('s')).startsWith('abcabc'));
  });
  it('show the first and the last properties', () => checkName('root -> o · o: "Object" · o -> a, b, c', 'o', '{a, b, c}'));
  it('leave out the middle of many', () => {
    const names = Array.from({ length: 40 }, (_, index) => `property${index}`);
    const heap = drawHeap(`root -> o · o: "Object" · o -> ${names.join(', ')}`);
    const shown = displayName(analyzeDrawn(heap), heap.at('o'));
    assert.match(shown, /^\{property0, property1, .*, …, .*, property38, property39\}$/);
    assert.ok(shown.length < 110, shown);
  });
});

describe('statistics', () => {
  it('add up by kind', () => {
    const heap = drawHeap(`root -> arr, s, c, n, b · arr: "Array" 16 · arr -internal elements-> e · e: object "x" 100 · s: string 5 · c: code 7 · n: native 11
      b: native "system / JSArrayBufferData" 13 · root -> h, i · h: hidden 17 · i: hidden 0`);
    assert.deepEqual(computeStatistics(analyzeDrawn(heap)), { totalBytes: 169, nativeBytes: 24, typedArrayBytes: 13, v8HeapBytes: 145, codeBytes: 7, stringBytes: 5, jsArrayBytes: 116, systemBytes: 17 });
  });
  it('leave elements that two hold', () => {
    const heap = drawHeap('root -> arr, o · arr: "Array" 16 · arr -internal elements-> e · o -> e · e: object "x" 100');
    assert.equal(computeStatistics(analyzeDrawn(heap)).jsArrayBytes, 16);
  });
});
