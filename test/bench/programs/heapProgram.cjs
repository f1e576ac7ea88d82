// A real program with a heap of a wanted size: a server's objects, npm packages that were used, and type-checked TypeScript programs.
// Runs in Node.js 20 and 24. Arguments: the recipe as JSON (see ../inputs.ts), and one output file, or two (before and after a leak).
'use strict';
const v8 = require('node:v8');
const { fillServer, leakRequests } = require('./serverHeap.cjs');
const { usePackages } = require('./packagesHeap.cjs');
const { checkPrograms } = require('./compilerHeap.cjs');

const { sessionCount, packages, compilerRootCounts, leakedRequestCount } = JSON.parse(process.argv[2]);
const [before, after] = process.argv.slice(3);

globalThis.app = {
  server: fillServer(sessionCount),
  packages: packages ? usePackages() : [],
  programs: checkPrograms(compilerRootCounts),
};
v8.writeHeapSnapshot(before);
if (after) {
  leakRequests(globalThis.app.server, leakedRequestCount);
  v8.writeHeapSnapshot(after);
}
