/**
 * Compiles the kernels of this folder from AssemblyScript to WebAssembly, each into a module of analyzer/src/kernels/generated/ that holds
 * its bytes as text, so that bundles and tests import them like any other code. Does nothing when the sources have not changed.
 *
 *   node analyzer/kernels/build.mjs
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const outdir = join(folder, '../src/kernels/generated');

/** Entry points, and where their memory comes from: of their own, or shared with the threads that hand columns on. */
const KERNELS = [
  { entry: 'snapshotKernel.ts', isShared: false },
  { entry: 'graphKernel.ts', isShared: true },
];

const OPTIONS = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'bulk-memory', '--enable', 'simd'];
const SHARED_MEMORY = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--enable', 'threads'];

const sources = readdirSync(folder, { recursive: true }).map(String).filter((name) => /\.(ts|mjs)$/.test(name)).sort();
const stamp = createHash('sha256').update(sources.map((name) => name + readFileSync(join(folder, name), 'utf8')).join()).digest('hex').slice(0, 16);

mkdirSync(outdir, { recursive: true });
for (const { entry, isShared } of KERNELS) {
  const name = basename(entry, '.ts');
  const target = join(outdir, `${name}.ts`);
  const heading = `/** Written by analyzer/kernels/build.mjs from ${entry}, sources ${stamp}. */`;
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(heading)) continue;
  const bytes = await compile(entry, isShared ? SHARED_MEMORY : []);
  const temporary = `${target}.${process.pid}`; // several builds may run at the same time
  writeFileSync(temporary, `${heading}\nexport const ${name}Base64 = '${Buffer.from(bytes).toString('base64')}';\n`);
  renameSync(temporary, target);
}

async function compile(entry, memory) {
  const { default: asc } = await import('assemblyscript/asc'); // half a second, which most calls can spare
  let output = null;
  const { error, stderr } = await asc.main([entry, '-o', 'kernel.wasm', ...OPTIONS, ...memory], {
    readFile: (name) => readOwn(name.replace(/\.ts\.ts$/, '.ts')), // the compiler adds its extension to ours
    writeFile: (name, contents) => void (name.endsWith('.wasm') && (output = contents)),
    listFiles: () => [],
  });
  if (error) throw new Error(`${entry}: ${error.message}\n${stderr.toString()}`);
  return output;
}

function readOwn(name) {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
