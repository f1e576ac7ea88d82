#!/usr/bin/env node
// The executable that stands in for `code`: loads code.ts. See there.
import { register } from 'tsx/cjs/api';
import { createRequire } from 'node:module';

register();
const { runCode } = createRequire(import.meta.url)('./code.ts');
process.exit(await runCode(process.argv.slice(2)));
