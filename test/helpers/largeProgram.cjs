// Writes a heap snapshot of about 100 MB: the TypeScript compiler with a checked program. Argument: the output file.
'use strict';
const ts = require('typescript');
const v8 = require('node:v8');

const program = ts.createProgram([require.resolve('typescript/lib/typescript.d.ts')], { types: [], noEmit: true });
program.getSemanticDiagnostics();
globalThis.program = program;
v8.writeHeapSnapshot(process.argv[2]);
