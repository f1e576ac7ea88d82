/**
 * The parser of VS Code's heap snapshot viewer (Rust compiled to WebAssembly): dominators, retained sizes, groups by class name.
 * Arguments: the folder of the peers, the snapshot, where the answer goes.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { finish } from './answer.ts';
import { ownCost } from './ownCost.ts';

interface ClassGroup {
  readonly children_len: number;
  readonly self_size: bigint;
  readonly retained_size: bigint;
  name(): string;
}
interface Parser {
  readonly __wasm: { readonly memory: WebAssembly.Memory };
  decode_bytes(bytes: Uint8Array): { get_class_groups(start: number, end: number, withoutRetained: boolean): ClassGroup[] };
}

const [peers, file, answerPath] = process.argv.slice(2) as [string, string, string];

const parser = createRequire(join(peers, 'x.js'))('@vscode/v8-heap-parser') as Parser;
const groups = classGroups();
const cost = ownCost();
const classes = groups.map((group) => ({ key: group.name(), name: group.name(), count: group.children_len, selfBytes: Number(group.self_size), retainedBytes: Number(group.retained_size) }));
const sum = (field: 'count' | 'selfBytes'): number => classes.reduce((total, line) => total + line[field], 0);
finish({ ...cost }, { path: answerPath, value: { nodeCount: sum('count'), shallowBytes: sum('selfBytes'), classes } });

function classGroups(): ClassGroup[] {
  try {
    return parser.decode_bytes(readFileSync(file)).get_class_groups(0, 0xffffffff, false);
  } catch (error) {
    // Out of memory is a bare "unreachable" there: how much it had by then says what happened.
    console.error(`${String(error)}, with ${(parser.__wasm.memory.buffer.byteLength / 1e6).toFixed(0)} of WebAssembly's 4295 MB in use`);
    process.exit(1);
  }
}
