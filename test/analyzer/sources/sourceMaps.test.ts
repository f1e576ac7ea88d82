/** Source maps of every kind, made by a real compiler. */
import assert from 'node:assert/strict';
import { buildSync } from 'esbuild';
import { openSourceMap } from '../../../analyzer/src/sources/sourceMaps.ts';

/** Compiles a two-line program whose second line is looked for. */
function compile(sourcemap: 'inline' | 'linked', minify: boolean): { text: string; files: Record<string, string> } {
  const { outputFiles } = buildSync({
    stdin: { contents: 'type Unused = string;\nexport function wanted(value: number): number { return value * 2; }\nconsole.log(wanted(21));', loader: 'ts', sourcefile: '/app/src/wanted.ts', resolveDir: '/' },
    bundle: true, minify, sourcemap, write: false, outfile: '/app/dist/out.js', format: 'cjs', platform: 'node',
  });
  const files = Object.fromEntries(outputFiles.map(({ path, text }) => [path, text]));
  return { text: files['/app/dist/out.js']!, files };
}

describe('openSourceMap', () => {
  for (const kind of ['inline', 'linked'] as const) {
    for (const minify of [false, true]) {
      it(`leads to the original line: ${kind}${minify ? ', minified' : ''}`, () => {
        const { text, files } = compile(kind, minify);
        const map = openSourceMap('/app/dist/out.js', text, { read: (path) => files[path] ?? null, exists: (path) => path in files });
        const offset = text.search(/function \w+\(\w+\)\s*\{\s*return/);
        const before = text.slice(0, offset + 'function '.length).split('\n');
        const found = map!.originalOf(before.length - 1, before.at(-1)!.length);
        assert.equal(found?.source, 'file:///app/src/wanted.ts');
        assert.equal(found.line, 1);
      });
    }
  }
  it('has nothing where there is no map, a broken one, or one elsewhere', () => {
    const files = { read: () => null, exists: () => false };
    for (const end of ['', '//# sourceMappingURL=out.js.map', '//# sourceMappingURL=data:application/json;base64,bm9uc2Vuc2U=', '//# sourceMappingURL=https://example.com/x.map']) {
      assert.equal(openSourceMap('/app/out.js', `f();\n${end}`, files), null, end);
    }
  });
});
