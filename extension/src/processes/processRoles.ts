/** Which processes are Node.js, and whose: the user's, an Electron program's, the editor's own. From command lines and ancestors. */
import type { ProcessRow } from '../inspector/target.ts';

/** A process as its platform's reader gives it; the role is found here. */
export type UnjudgedProcess = Omit<ProcessRow, 'role'>;

const NODE_PROGRAM = /(?:^|[\\/])(?:node(?:js)?[-\d.]*|iojs)(?:\.exe)?$/i;
const ELECTRON = /(?:^|[\\/])electron(?:\.exe)?$|[\\/]Electron\.app[\\/]/i;
/** Processes of VS Code and its relatives, by their program or by what they run. */
const EDITOR_PROGRAM = /(?:^|[\\/])(?:code(?:-oss|-insiders|-server|-tunnel)?|vscodium|codium|cursor|windsurf|Code Helper(?: \(\w+\))?)(?:\.exe)?$/i;
const EDITOR_ARGUMENT = /bootstrap-fork(?:\.js)?$|[\\/]server-main\.js$|^--type=(?:extensionHost|ptyHost|fileWatcher|utility)$|[\\/]\.(?:vscode|cursor|windsurf)(?:-server|-remote|-oss|-insiders)*[\\/](?:bin|cli|extensions|cursor-server)[\\/]|[\\/]tsserver\.js$|[\\/]typingsInstaller\.js$|[\\/](?:vscode|code-server)[^\\/]*[\\/](?:lib|out|extensions)[\\/]/i;
/** How an editor's helpers are told to talk: language servers and the like. What has none of them was started for the user, by the debugger or a task. */
const HELPER_ARGUMENT = /^--(?:stdio|node-ipc|clientProcessId=.*|parentPid=.*|pipe=.*|socket=.*)$/;
/** A shell is the border: what the user starts in a terminal is the user's, whoever made the terminal. */
const SHELL = /(?:^|[\\/]|^-)(?:(?:ba|z|fi|da|k|c|tc)?sh|pwsh|powershell|cmd|nu|tmux|screen)(?:\.exe)?$/i;
const MAX_DEPTH = 64;

/**
 * The rows that are Node.js or have one inside, with roles. `editor`: the editor's own processes, and the helpers that they started
 * other than through a shell (language servers, and what these start).
 */
export function judgeProcesses(processes: readonly UnjudgedProcess[]): ProcessRow[] {
  const byPid = new Map(processes.map((row) => [row.pid, row]));
  const isOfEditor = (row: UnjudgedProcess): boolean => {
    let isHelper = false;
    let at: UnjudgedProcess | undefined = row;
    for (let depth = 0; at && depth < MAX_DEPTH; depth++) {
      if (isEditorItself(at)) return at === row || isHelper;
      if (SHELL.test(at.commandLine[0] ?? '')) return false;
      isHelper ||= at.commandLine.some((word) => HELPER_ARGUMENT.test(word));
      at = at.parentPid === null || at.parentPid === at.pid ? undefined : byPid.get(at.parentPid);
    }
    return false;
  };
  return processes.flatMap((row) => {
    const isElectron = ELECTRON.test(row.commandLine[0] ?? '');
    if (!isNode(row) && !isElectron) return [];
    return [{ ...row, role: isOfEditor(row) ? 'editor' : isElectron ? 'electron' : 'node' } satisfies ProcessRow];
  });
}

function isNode({ nodeVersion, inspector, commandLine }: UnjudgedProcess): boolean {
  return nodeVersion !== null || inspector !== null || NODE_PROGRAM.test(commandLine[0] ?? '');
}

function isEditorItself({ commandLine: [program = '', ...rest] }: UnjudgedProcess): boolean {
  return EDITOR_PROGRAM.test(program) || rest.slice(0, 4).some((word) => EDITOR_ARGUMENT.test(word)) || EDITOR_ARGUMENT.test(program);
}
