/** The words of the command line. */
import assert from 'node:assert/strict';
import { nodeIdOf, operandsOf, parseCommandLine, UsageError } from '../../../extension/src/cli/commandLine.ts';

describe('parseCommandLine', () => {
  it('has defaults', () => {
    const { json, limit, sourceRoots, pathMappings, operands } = parseCommandLine([]);
    assert.deepEqual({ json, limit, sourceRoots, pathMappings, operands }, { json: false, limit: 25, sourceRoots: [process.cwd()], pathMappings: {}, operands: [] });
  });
  it('takes options and operands in any order', () => {
    const line = parseCommandLine(['a', '--json', '-n', '3', 'b', '--map', '/app=/src/app', '--map', 'C:\\x=/y', '--out', 'd']);
    assert.deepEqual([line.operands, line.json, line.limit, line.outputs], [['a', 'b'], true, 3, ['d']]);
    assert.deepEqual(line.pathMappings, { '/app': '/src/app', 'C:\\x': '/y' });
  });
  for (const args of [['--limit', '0'], ['--limit', 'many'], ['--limit', '1.5'], ['--every', '0'], ['--every', 'now'], ['--unknown'], ['--map', 'x'], ['--map', '/a=relative'], ['--map', '=/a']]) {
    it(`refuses ${args.join(' ')}`, () => assert.throws(() => parseCommandLine(args), UsageError));
  }
});

describe('operandsOf and nodeIdOf', () => {
  it('count operands', () => {
    const line = parseCommandLine(['a', 'b']);
    assert.deepEqual(operandsOf(line, 'two', 2), ['a', 'b']);
    assert.throws(() => operandsOf(line, 'one file', 1), /expected one file, got a b/);
    assert.throws(() => operandsOf(parseCommandLine([]), 'one file', 1), /got nothing/);
  });
  it('read ids with and without @', () => {
    assert.deepEqual([nodeIdOf('@123'), nodeIdOf('4278190080')], [123, 4278190080]);
    assert.throws(() => nodeIdOf('12a'), UsageError);
  });
});
