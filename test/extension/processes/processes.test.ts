/** Reading the operating system's tables of processes, on recorded text; and whose a process is. */
import assert from 'node:assert/strict';
import { askedInspector, inspectorOptions } from '../../../extension/src/processes/inspectorOptions.ts';
import { parseSockets } from '../../../extension/src/processes/linuxInspectors.ts';
import { parseCommandLine, parseStat } from '../../../extension/src/processes/linuxProcesses.ts';
import { parseListening as parseLsofListening, parseLsof, parsePs } from '../../../extension/src/processes/macProcesses.ts';
import { judgeProcesses, type UnjudgedProcess } from '../../../extension/src/processes/processRoles.ts';
import { parseCim, parseListening as parseCimListening, splitCommandLine } from '../../../extension/src/processes/windowsProcesses.ts';

describe('options of the inspector', () => {
  const cases: [string, string, { isAsked?: boolean; host?: string; port?: number }][] = [
    ['node server.js', '', {}],
    ['node --inspect server.js', '', { isAsked: true }],
    ['node --inspect=9333 server.js', '', { isAsked: true, port: 9333 }],
    ['node --inspect=0.0.0.0:9333 server.js', '', { isAsked: true, port: 9333 }],
    ['node --inspect-brk=[::1]:9333 server.js', '', { isAsked: true, host: '::1', port: 9333 }],
    ['node --inspect=10.0.0.5 server.js', '', { isAsked: true, host: '10.0.0.5' }],
    ['node --inspect-port=0 server.js', '', { port: 0 }],
    ['node --inspect-port 9444 server.js', '', { port: 9444 }],
    ['node -r ts-node/register --inspect server.js', '', { isAsked: true }],
    ['node server.js --inspect', '', { /* the program's own argument */ }],
    ['node server.js', '--max-old-space-size=100 --inspect=9555', { isAsked: true, port: 9555 }],
    ['node --inspect-port=1234 server.js', '--inspect=9555', { isAsked: true, port: 1234 }],
  ];
  for (const [commandLine, nodeOptions, expected] of cases) {
    it(`${commandLine} ${nodeOptions && `with NODE_OPTIONS ${nodeOptions}`}`, () =>
      assert.deepEqual(inspectorOptions(commandLine.split(' '), nodeOptions), { isAsked: false, host: '127.0.0.1', port: 9229, ...expected }));
  }
  it('a port that is chosen at run time is not known from the options', () => {
    assert.equal(askedInspector(['node', '--inspect=0', 'a.js']), null);
    assert.deepEqual(askedInspector(['node', '--inspect', 'a.js']), { host: '127.0.0.1', port: 9229 });
  });
});

describe('Linux', () => {
  it('/proc/PID/stat: the name may hold brackets and blanks', () => {
    assert.deepEqual(parseStat('4711 (node (v) 1) S 12 4711 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 12345 1000000 250 18446744073709551615 1'), { state: 'S', parentPid: 12, rssBytes: 250 * 4096 });
  });
  it('/proc/PID/cmdline: arguments, and a title padded with NULs', () => {
    assert.deepEqual(parseCommandLine('node\0a b.js\0--x\0'), ['node', 'a b.js', '--x']);
    assert.deepEqual(parseCommandLine('my title\0\0\0\0'), ['my title']);
  });
  it('/proc/net/tcp and tcp6', () => {
    const line = (local: string, state: string, inode: number): string => `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0`;
    const rows = parseSockets(['  sl  local_address …', line('0100007F:240D', '0A', 11), line('00000000:0BB8', '0A', 12), line('0500000A:240D', '01', 13), line('00000000000000000000000001000000:240E', '0A', 14), line('0000000000000000FFFF00000100007F:240F', '0A', 15), line('00000000000000000000000000000000:0050', '0A', 16), ''].join('\n'));
    assert.deepEqual(rows.map(({ host, port, state, inode, isWildcard }) => `${host} ${port} ${state} ${inode}${isWildcard ? ' all' : ''}`), ['127.0.0.1 9229 0A 11', '127.0.0.1 3000 0A 12 all', '10.0.0.5 9229 01 13', '::1 9230 0A 14', '127.0.0.1 9231 0A 15', '::1 80 0A 16 all']);
  });
});

describe('macOS', () => {
  it('ps', () => {
    const [first, second] = parsePs('  501     1  45678 /opt/homebrew/bin/node --inspect=9230 server.js\n77777   501    120 -zsh\n\n');
    assert.deepEqual(first, { pid: 501, parentPid: 1, rssBytes: 45678 * 1024, commandLine: ['/opt/homebrew/bin/node', '--inspect=9230', 'server.js'], workingDirectory: null, nodeVersion: null, inspector: { host: '127.0.0.1', port: 9230 } });
    assert.equal(second!.commandLine[0], '-zsh');
  });
  it('lsof: folder and program, listening ports', () => {
    const files = parseLsof('p501\nfcwd\nn/Users/a/my app\nftxt\nn/opt/homebrew/bin/node\nftxt\nn/usr/lib/dyld\np502\nfcwd\nn/\n');
    assert.deepEqual([...files], [[501, { folder: '/Users/a/my app', program: '/opt/homebrew/bin/node' }], [502, { folder: '/' }]]);
    assert.deepEqual(parseLsofListening('p501\nf21\nn127.0.0.1:9229\nf22\nn*:3000\nf23\nn[::1]:9230\n'), [{ host: '127.0.0.1', port: 9229 }, { host: '127.0.0.1', port: 3000 }, { host: '::1', port: 9230 }]);
  });
});

describe('Windows', () => {
  it('CIM: one object, a list, rows of other users', () => {
    const one = '{"ProcessId":8,"ParentProcessId":4,"WorkingSetSize":1000,"CommandLine":"\\"C:\\\\Program Files\\\\nodejs\\\\node.exe\\" --inspect \\"my app.js\\"","ExecutablePath":"C:\\\\Program Files\\\\nodejs\\\\node.exe"}';
    const [row] = parseCim(one);
    assert.deepEqual([row!.commandLine, row!.inspector, row!.program], [['C:\\Program Files\\nodejs\\node.exe', '--inspect', 'my app.js'], { host: '127.0.0.1', port: 9229 }, 'C:\\Program Files\\nodejs\\node.exe']);
    assert.equal(parseCim(`[${one},{"ProcessId":4,"ParentProcessId":0,"WorkingSetSize":1,"CommandLine":null,"ExecutablePath":null}]`).length, 1);
    assert.deepEqual(parseCim(''), []);
  });
  it('arguments: quotes around a part, escaped quotes, an empty one', () => {
    assert.deepEqual(splitCommandLine('a --x="b c" "say \\"hi\\"" d\\e ""'), ['a', '--x=b c', 'say "hi"', 'd\\e', '']);
  });
  it('listening ports', () => {
    assert.deepEqual(parseCimListening('[{"LocalAddress":"0.0.0.0","LocalPort":3000},{"LocalAddress":"127.0.0.1","LocalPort":9229}]'), [{ host: '127.0.0.1', port: 3000 }, { host: '127.0.0.1', port: 9229 }]);
    assert.deepEqual(parseCimListening('{"LocalAddress":"::","LocalPort":1}'), [{ host: '::1', port: 1 }]);
  });
});

describe('whose a process is', () => {
  const rows: [number, number, string, 'node' | 'electron' | 'editor' | 'none'][] = [
    [1, 0, '/sbin/init', 'none'],
    [10, 1, '/usr/share/code/code --no-sandbox', 'none'],
    [11, 10, '/usr/share/code/code --type=utility --utility-sub-type=node.mojom.NodeService', 'none'],
    [20, 1, '/home/u/.vscode-server/bin/abc/node /home/u/.vscode-server/bin/abc/out/server-main.js --port 0', 'editor'],
    [21, 20, '/home/u/.vscode-server/bin/abc/node /home/u/.vscode-server/bin/abc/out/bootstrap-fork --type=extensionHost', 'editor'],
    [22, 21, '/home/u/.vscode-server/bin/abc/node /code/node_modules/typescript/lib/tsserver.js --useInferredProjectPerProjectRoot', 'editor'],
    [23, 21, 'node /code/tools/lint-server.js --stdio', 'editor'],
    [24, 23, 'node /code/node_modules/.bin/eslint --fix', 'editor'],
    [25, 21, '/usr/bin/node /code/app/server.js', 'node' /* launched by the debugger */],
    [30, 20, '/bin/bash --init-file x', 'none'],
    [31, 30, 'node server.js', 'node' /* from the integrated terminal */],
    [32, 31, 'node worker.js --stdio', 'node'],
    [40, 1, '/code/node_modules/electron/dist/electron .', 'electron'],
    [50, 1, '/opt/node-22.1.0 app.js', 'node'],
    [51, 1, 'nodemon-like app.js', 'none'],
  ];
  const judged = judgeProcesses(rows.map(([pid, parentPid, text]): UnjudgedProcess => ({ pid, parentPid, commandLine: text.split(' '), workingDirectory: null, rssBytes: null, nodeVersion: null, inspector: null })));
  for (const [pid, , text, expected] of rows) it(`${expected}: ${text}`, () => assert.equal(judged.find((row) => row.pid === pid)?.role ?? 'none', expected));
});
