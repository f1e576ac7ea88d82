/** Makes the VSIX: minified bundles and the files that .vscodeignore lets through. Packed from a folder of its own, so that dist/ stays. */
import { createVSIX } from '@vscode/vsce';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(__dirname, '../..');
const MAX_BYTES = 5_000_000;
const SHIPPED = /^(package\.json|package\.nls.*\.json|README\.md|CHANGELOG\.md|LICENSE|\.vscodeignore|media|l10n)$/;

/** Writes `file` and returns its size in bytes. Throws when it is larger than 5 MB. */
export async function packageVsix(file: string): Promise<number> {
  const folder = join(root, `out/vsix-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    for (const name of readdirSync(root)) if (SHIPPED.test(name)) cpSync(join(root, name), join(folder, name), { recursive: true });
    execFileSync(process.execPath, ['esbuild.mjs', '--minify', `--outdir=${join(folder, 'dist')}`], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    await createVSIX({ cwd: folder, packagePath: resolve(root, file), dependencies: false });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { size: vsixBytes } = statSync(resolve(root, file));
  if (vsixBytes > MAX_BYTES) throw new Error(`${file} has ${vsixBytes} bytes, at most ${MAX_BYTES} are allowed`);
  return vsixBytes;
}
