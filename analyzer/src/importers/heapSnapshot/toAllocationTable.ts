/** From the sections `trace_function_infos`, `trace_tree` and `samples` to the model's allocation table. */
import { HeaplineError } from '../../../protocol/errors.ts';
import type { ByteOffset } from '../../../protocol/units.ts';
import { createColumn } from '../../base/growableColumn.ts';
import type { AllocationTable } from '../../model/allocationTable.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { SectionResults } from './snapshotSections.ts';

/** Null when nothing was recorded. Errors: malformedInput (a name beyond the strings). */
export function toAllocationTable({ layout, traceFunctions, traceTree, samples }: SectionResults, stringCount: number, diagnostics: Diagnostics): AllocationTable | null {
  const tree = traceTree?.columns();
  const sampleColumns = samples?.columns();
  if ((tree?.count ?? 0) === 0 && (sampleColumns?.count ?? 0) === 0) return null;
  const functions = traceFunctions?.columns();
  const functionCount = functions?.count ?? 0;
  const fields = layout.traceFunction;
  // A program that records itself allocates while its file is written: Node 20's header then counts too few.
  if (functionCount > layout.traceFunctionCount) diagnostics.count('traceFunctionCountTooSmall', functions!.byteOffset, functionCount - layout.traceFunctionCount);
  const names = functions?.uint32(fields!.name) ?? createColumn(Uint32Array, 0);
  const scriptNames = functions?.uint32(fields!.scriptName) ?? createColumn(Uint32Array, 0);
  for (const column of [names, scriptNames]) checkNames(column, stringCount, functions?.byteOffset ?? 0);
  const functionByTreeNode = tree?.functionByTreeNode ?? createColumn(Uint32Array, 0);
  replaceMissingFunctions(functionByTreeNode, functionCount, tree?.byteOffset ?? 0, diagnostics);
  return {
    functionCount,
    nameByFunction: names,
    scriptNameByFunction: scriptNames,
    scriptIdByFunction: functions?.int32(fields!.scriptId) ?? createColumn(Int32Array, 0),
    lineByFunction: functions?.int32(fields!.line) ?? createColumn(Int32Array, 0),
    columnByFunction: functions?.int32(fields!.column) ?? createColumn(Int32Array, 0),
    treeNodeCount: tree?.count ?? 0,
    traceNodeIdByTreeNode: tree?.idByTreeNode ?? createColumn(Uint32Array, 0),
    parentByTreeNode: tree?.parentByTreeNode ?? createColumn(Uint32Array, 0),
    functionByTreeNode,
    allocationCountByTreeNode: tree?.countByTreeNode ?? createColumn(Float64Array, 0),
    allocationBytesByTreeNode: tree?.bytesByTreeNode ?? createColumn(Float64Array, 0),
    sampleCount: sampleColumns?.count ?? 0,
    timestampUsBySample: sampleColumns?.float64(layout.sample!.timestampUs) ?? createColumn(Float64Array, 0),
    lastAssignedIdBySample: sampleColumns?.float64(layout.sample!.lastAssignedId) ?? createColumn(Float64Array, 0),
  };
}

function checkNames(names: Uint32Array, stringCount: number, byteOffset: ByteOffset): void {
  for (const name of names) if (name >= stringCount) throw new HeaplineError('malformedInput', `an allocation function is named by string ${name} but there are ${stringCount} strings`, { byteOffset });
}

/** Tree nodes of functions that the file does not hold (written while it grew) are given to function 0, V8's root; counted. */
function replaceMissingFunctions(functionByTreeNode: Uint32Array, functionCount: number, byteOffset: ByteOffset, diagnostics: Diagnostics): void {
  for (let treeNode = 0; treeNode < functionByTreeNode.length; treeNode++) {
    if (functionByTreeNode[treeNode]! < functionCount) continue;
    functionByTreeNode[treeNode] = 0;
    diagnostics.count('allocationOfMissingFunction', byteOffset);
  }
}
